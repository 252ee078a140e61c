"""The office's pages: who looks after an application, deadlines, and predefined reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusterkit.core.policies import SystemActor
from clusterkit.membership.models import Application, Membership, OfficeSettings, Opinion, Reason
from clusterkit.membership.services import assign, request_info
from clusterkit.membership.services.council import change_office_settings
from clusterkit.testing.factories.directory import AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, MembershipFactory, ReasonFactory
from tests.apps.membership.conftest import Party, asked

Clients = Callable[..., Client]
LIST = "/membership/applications/"
REASONS = "/membership/reasons/"


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_claim_hand_over_and_put_back_on_the_page(client_for: Clients, party: Party) -> None:
    application = party.submitted()
    page, first = f"{LIST}{application.pk}/", client_for(party.first)
    assert "Nobody yet." in text_of(first.get(page))
    answer = first.post(f"{page}assign/", {"assignee": party.first.pk, "instead_of": ""}, follow=True)
    assert "You look after the application now." in text_of(answer)
    assert "Put it back" in text_of(answer)
    assert "Felix First" in text_of(client_for(party.second).get(page))
    given = first.post(f"{page}assign/", {"assignee": party.second.pk, "instead_of": party.first.pk}, follow=True)
    assert "Sofia Second looks after the application now." in text_of(given)
    back = client_for(party.second).post(
        f"{page}assign/", {"assignee": "nobody", "instead_of": party.second.pk}, follow=True
    )
    assert "Nobody looks after the application now." in text_of(back)


def test_the_form_offers_the_impartial_office_only(client_for: Clients, party: Party) -> None:
    page = f"{LIST}{party.submitted().pk}/assign/"
    text = text_of(client_for(party.first).get(page))
    assert "Sofia Second" in text
    assert "Alex Affiliated" not in text
    refused = client_for(party.first).post(page, {"assignee": party.affiliated.pk})
    assert refused.status_code == 422


def test_a_slower_claim_says_who_has_it_and_the_next_press_is_about_that(client_for: Clients, party: Party) -> None:
    application = party.submitted()
    page = f"{LIST}{application.pk}/assign/"
    assign(application=application, assignee=party.first.pk, actor=party.viewer("first"))
    second = client_for(party.second)
    late = second.post(page, {"assignee": party.second.pk, "instead_of": ""})
    assert late.status_code == 409
    assert "Felix First looks after it now." in text_of(late)
    again = {"assignee": party.second.pk, "instead_of": late.context["form"]["instead_of"].value()}
    assert second.post(page, again).status_code == 302


def test_who_may_not_ask_finds_nothing(client_for: Clients, party: Party) -> None:
    page = f"{LIST}{party.submitted().pk}/"
    for who, assign_status, list_status in (("applicant", 403, 403), ("affiliated", 404, 200), ("stranger", 403, 403)):
        client = client_for(getattr(party, who))
        assert client.get(f"{page}assign/").status_code == assign_status
        assert client.get(REASONS).status_code == list_status
    assert "looks after" not in text_of(client_for(party.applicant).get(page))


def test_the_list_says_who_has_it_and_how_long_there_is(client_for: Clients, party: Party) -> None:
    change_office_settings(values={"review_days": 3}, actor=SystemActor())
    party.reviewed()
    first = client_for(party.first)
    assert "you look after it" in text_of(first.get(LIST))
    text = text_of(client_for(party.second).get(LIST))
    assert "Felix First looks after it" in text
    assert "3 days left" in text
    Application.objects.update(review_due_at=timezone.now() - timedelta(days=2))
    assert "2 days late" in text_of(first.get(LIST))
    AffiliationFactory(organisation=party.organisation, user=party.second)
    assert "looks after it" not in text_of(client_for(party.second).get(LIST))


def test_what_waits_longest_stands_first_and_what_is_over_last(client_for: Clients, party: Party) -> None:
    now, made = timezone.now(), {}
    for state, days, is_decided in (
        ("rejected", 40, True),
        ("withdrawn", 50, False),
        ("submitted", 2, False),
        ("approved", 3, True),
        ("under_review", 9, False),
    ):
        moment = now - timedelta(days=days)
        made[state] = ApplicationFactory(state=state, submitted_at=now, decided_at=moment if is_decided else None)
        Application.objects.filter(pk=made[state].pk).update(state_changed_at=moment)
    rows = list(client_for(party.first).get(LIST).context["page_obj"].object_list)
    order = ("under_review", "submitted", "approved", "rejected", "withdrawn")
    assert rows == [made[state] for state in order]


def test_the_list_is_narrowed_by_who_has_it(client_for: Clients, party: Party) -> None:
    def found(client: Client, **query: Any) -> list[int]:
        return sorted(row.pk for row in client.get(LIST, query).context["page_obj"].object_list)

    def sent() -> Any:
        return ApplicationFactory(state="submitted", submitted_at=timezone.now())

    mine, hers, free = sent(), sent(), sent()
    for application, who in ((mine, "first"), (hers, "second")):
        assign(application=application, assignee=getattr(party, who).pk, actor=party.viewer(who))
    client = client_for(party.first)
    assert found(client, assigned="me") == [mine.pk]
    assert found(client, assigned="nobody") == [free.pk]
    assert found(client, assigned=party.second.pk) == [hers.pk]
    wrong = client.get(LIST, {"assigned": "99999999"})
    assert wrong.status_code == 200
    assert wrong.context["filter"].errors["assigned"]


def ask(client: Client, application: Application, **data: Any) -> Any:
    due = timezone.localdate() + timedelta(days=9)
    return client.post(f"{LIST}{application.pk}/ask/", {"due_on": due.isoformat(), "text": "", **data})


def test_a_chosen_reason_is_put_before_what_was_typed(client_for: Clients, party: Party) -> None:
    ReasonFactory(code="charter", text={"en": "Please add the charter."})
    application = party.reviewed()
    page = client_for(party.first).get(f"{LIST}{application.pk}/ask/")
    assert 'data-text="Please add the charter."' in page.content.decode()
    assert ask(client_for(party.first), application, reason="charter", text="Page 3 is missing.").status_code == 302
    application.refresh_from_db()
    assert application.info_text == "Please add the charter.\n\nPage 3 is missing."
    assert application.info_reason == "charter"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"text": ""}, "Please add the charter."),
        ({"text": "Hello.\r\n\r\nPlease add the charter."}, "Hello.\r\n\r\nPlease add the charter."),
        ({"text": "Please add page 3.", "filled": "charter"}, "Please add page 3."),
        ({"text": "Page 3.", "filled": "other"}, "Please add the charter.\n\nPage 3."),
    ],
)
def test_what_was_filled_in_and_changed_is_taken_as_it_is(
    client_for: Clients, party: Party, data: dict[str, str], text: str
) -> None:
    ReasonFactory(code="charter", text={"en": "Please add the charter."})
    application = party.reviewed()
    assert ask(client_for(party.first), application, reason="charter", **data).status_code == 302
    application.refresh_from_db()
    assert application.info_text == text


def test_a_text_too_long_with_the_reason_is_an_error_and_stays(client_for: Clients, party: Party) -> None:
    ReasonFactory(code="charter", text={"en": "Please add the charter."})
    answer = ask(client_for(party.first), party.reviewed(), reason="charter", text="x" * 3990)
    assert answer.status_code == 422
    assert "x" * 3990 in answer.content.decode()


def test_without_words_there_is_nothing_to_ask(client_for: Clients, party: Party) -> None:
    ReasonFactory(code="mute", text={})
    application = party.reviewed()
    assert ask(client_for(party.first), application, reason="mute").status_code == 422
    assert ask(client_for(party.first), application, reason="").status_code == 422


def test_where_every_reason_is_switched_off_one_writes(client_for: Clients, party: Party) -> None:
    ReasonFactory(is_active=False)
    application = party.reviewed()
    assert "What is needed" not in text_of(client_for(party.first).get(f"{LIST}{application.pk}/ask/"))
    assert ask(client_for(party.first), application, text="The charter").status_code == 302


def test_a_rejection_is_proposed_with_a_reason(client_for: Clients, party: Party) -> None:
    ReasonFactory(code="field", purpose="reject", text={"en": "Another field of work."})
    application = party.reviewed()
    page = f"{LIST}{application.pk}/"
    first = client_for(party.first)
    assert "Another field of work." in first.get(page).content.decode()
    data = {"revision": 1, "version": application.version, "reason_code": "field", "reason": ""}
    assert first.post(f"{page}propose/", {**data, "verdict": "reject"}).status_code == 302
    assert Opinion.objects.get().reason == "Another field of work."


def test_an_approval_is_not_given_the_text_of_a_rejection(client_for: Clients, party: Party) -> None:
    ReasonFactory(code="field", purpose="reject", text={"en": "Another field of work."})
    application = party.reviewed()
    data = {"revision": 1, "version": application.version, "reason_code": "field", "reason": "Welcome"}
    client_for(party.first).post(f"{LIST}{application.pk}/propose/", {**data, "verdict": "approve"})
    assert Opinion.objects.get().reason == "Welcome"


def test_the_applicant_reads_how_long_he_has(client_for: Clients, party: Party) -> None:
    due = timezone.localdate() + timedelta(days=5)
    application = request_info(application=party.reviewed(), text="More", due_on=due, actor=party.viewer("first"))
    assert "5 days left" in text_of(client_for(party.applicant).get(f"{LIST}{application.pk}/"))


def test_the_office_sets_its_days(client_for: Clients, party: Party) -> None:
    page = "/membership/council/settings/"
    first = client_for(party.first)
    shown = first.get(page).context["form"]
    form = {name: "" if shown[name].value() is None else shown[name].value() for name in shown.fields}
    assert form["review_days"] == 0
    saved = first.post(page, {**form, "review_days": 14, "correction_days": 20})
    assert saved.status_code == 302
    row = OfficeSettings.objects.get()
    assert (row.review_days, row.correction_days) == (14, 20)
    assert first.post(page, {**form, "review_days": 400, "version": row.version}).status_code == 422
    assert first.post(page, {**form, "review_days": "", "version": row.version}).status_code == 422


def test_the_office_keeps_its_reasons(client_for: Clients, party: Party) -> None:
    first = client_for(party.first)
    assert "None yet." in text_of(first.get(REASONS))
    form = first.get(f"{REASONS}new/", {"purpose": "reject"})
    assert form.context["form"]["purpose"].value() == "reject"
    made = first.post(f"{REASONS}new/", {"purpose": "return", "title_en": "", "title_0": "", "is_active": "on"})
    assert made.status_code == 422


def posted(client: Client, page: str, **values: Any) -> Any:
    """Send the form of *page* with the texts in English."""
    form = client.get(page).context["form"]
    codes = [code for code, _name in form.fields["title"].widget.languages]
    place = codes.index("en")
    names = {name: f"{name}_{form.fields[name].widget.widgets_names[place].lstrip('_')}" for name in ("title", "text")}
    return client.post(page, {names.get(name, name): value for name, value in values.items()})


def test_adding_editing_moving_and_switching_off(client_for: Clients, party: Party) -> None:
    first = client_for(party.first)
    for title in ("Stamp", "Signature"):
        answer = posted(
            first, f"{REASONS}new/", purpose="return", title=title, text=f"{title}, please.", is_active="on"
        )
        assert answer.status_code == 302
    stamp = Reason.objects.get(code="stamp")
    assert answer.url.startswith(f"{REASONS}#reason-")
    changed = posted(first, f"{REASONS}{stamp.pk}/", title="Seal", text="A seal.", is_active="on", version=1)
    assert changed.status_code == 302
    stamp.refresh_from_db()
    assert (str(stamp.title), stamp.code, stamp.version) == ("Seal", "stamp", 2)
    stale = posted(first, f"{REASONS}{stamp.pk}/", title="Mine", text="", version=1)
    assert stale.status_code == 409
    assert "Mine" in stale.content.decode()
    order = [row.code for row in Reason.objects.offered_for("return")]
    assert first.get(f"{REASONS}{stamp.pk}/up/").status_code == 200
    assert first.post(f"{REASONS}{stamp.pk}/down/").status_code == 302
    assert [row.code for row in Reason.objects.offered_for("return")][-2:] == ["signature", "stamp"]
    first.post(f"{REASONS}{stamp.pk}/up/")
    assert [row.code for row in Reason.objects.offered_for("return")] == order
    assert "Switch this reason off?" in text_of(first.get(f"{REASONS}{stamp.pk}/switch/"))
    assert first.post(f"{REASONS}{stamp.pk}/switch/", {"version": 2}).status_code == 302
    stamp.refresh_from_db()
    assert not stamp.is_active
    assert "Switched off" in text_of(first.get(REASONS))
    assert "Offer this reason again?" in text_of(first.get(f"{REASONS}{stamp.pk}/switch/"))
    assert first.post(f"{REASONS}{stamp.pk}/switch/", {"version": 2}).status_code == 409


def test_the_list_counts_what_was_given(client_for: Clients, party: Party) -> None:
    ReasonFactory(code="charter")
    request_info(application=party.reviewed(), reason="charter", text="More", actor=party.viewer("first"))
    assert "Given 1 time." in text_of(client_for(party.first).get(REASONS))


def test_the_board_and_the_admin_show_them(client_for: Clients, party: Party) -> None:
    change_office_settings(values={"review_days": 3}, actor=SystemActor())
    party.submitted()
    Application.objects.update(review_due_at=timezone.now() - timedelta(days=2))
    first = client_for(party.first)
    assert "2 days late" in text_of(first.get("/board/"))
    ReasonFactory(code="charter")
    assert "Reason charter" in text_of(first.get("/admin/clusterkit_membership/reason/"))


@pytest.mark.parametrize("address", ["up", "down", "switch", ""])
def test_a_reason_that_is_not_there(client_for: Clients, party: Party, address: str) -> None:
    page = f"{REASONS}4711/{address}/" if address else f"{REASONS}4711/"
    assert client_for(party.first).post(page).status_code == 404


@pytest.mark.usefixtures("quiet_hosts")
def test_lists_ask_no_more_for_1_3_and_200_rows(client_for: Clients, party: Party) -> None:
    """The pages and the API, of applications and of memberships."""
    change_office_settings(values={"review_days": 9}, actor=SystemActor())
    client = client_for(party.first)
    organisations = [OrganisationFactory() for _number in range(3)]
    addresses = (LIST, "/api/v1/applications/", "/membership/members/", "/api/v1/memberships/")

    def measure() -> dict[str, int]:
        found = {}
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found[address] = asked(captured)
        return found

    level = MembershipFactory(organisation=organisations[0]).level
    counts = []
    for number in (1, 3, 200):
        have = Application.objects.count()
        Application.objects.bulk_create(
            ApplicationFactory.build(
                organisation=organisations[place % 3],
                state="submitted" if place < 3 else "rejected",
                submitted_at=timezone.now(),
                assignee=party.second if place % 2 else None,
                review_due_at=timezone.now(),
            )
            for place in range(have, number)
        )
        Membership.objects.bulk_create(
            MembershipFactory.build(organisation=organisations[place % 3], level=level, number=1000 + place)
            for place in range(max(have, 1), number)
        )
        assert (Application.objects.count(), Membership.objects.count()) == (number, number)
        counts.append(measure())
    assert counts[0] == counts[1] == counts[2]
