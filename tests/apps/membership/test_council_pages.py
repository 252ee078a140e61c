"""The council on screen: its page, a vote, a meeting, the protocol, and what the office sets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.membership.models import Application, Ballot, Meeting, OfficeSettings, Protocol, Seat, Vote
from clusterkit.membership.services.council import change_office_settings, close_vote, plan_meeting
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.membership import MembershipFactory
from tests.apps.membership.conftest import asked
from tests.apps.membership.council import Council, make_council, run_out

pytestmark = pytest.mark.django_db
ROOT = "/membership/council/"


class Browser:
    """One browser at the cluster's address; ``force_login`` hands it to somebody else."""

    def __init__(self, client_for: Callable[..., Client]) -> None:
        self.client_for = client_for
        self.client = client_for()

    def force_login(self, user: Any) -> None:
        self.client = self.client_for(user)

    def get(self, url: str) -> Any:
        return self.client.get(url)

    def post(self, url: str, data: Any = None, **options: Any) -> Any:
        return self.client.post(url, data or {}, **options)


@pytest.fixture
def client(client_for: Callable[..., Client]) -> Browser:
    """Somebody at the cluster's address."""
    return Browser(client_for)


def text(response: Any) -> str:
    shown: str = response.content.decode()
    return shown.replace("\xa0", " ")


def page(client: Browser, user: Any, url: str) -> Any:
    client.force_login(user)
    return client.get(url)


def post(client: Browser, user: Any, url: str, **data: Any) -> Any:
    client.force_login(user)
    return client.post(url, data)


def form_of(ballot: Ballot, council: Council, name: str, **values: Any) -> dict[str, Any]:
    return {"seat": council.seats[name].pk, "revision": ballot.revision.number, "choice": "for", "remark": "", **values}


def test_a_member_of_the_council_reads_the_file_and_votes(client: Browser) -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    url = ballot.get_absolute_url()
    answer = page(client, council.people["Alpha"], f"/membership/applications/{ballot.application_id}/")
    assert (answer.status_code, answer.url) == (302, url)
    shown = text(client.get(url))
    for words in ("Vote for the seat of Alpha", "A laboratory that the other participants may use.", "0 of 2"):
        assert words in shown
    assert "Notes of the office" not in shown
    voted = client.post(f"{url}cast/", form_of(ballot, council, "Alpha", remark="Good"), follow=True)
    assert voted.redirect_chain == [(url, 302)]
    assert "1 of 2" in text(voted)
    assert Vote.objects.get().remark == "Good"


def test_how_others_voted_is_not_on_the_page_before_the_close(client: Browser) -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "against", remark="I know why")
    for user in (council.people["Beta"], council.party.first):
        shown = text(page(client, user, ballot.get_absolute_url()))
        assert "has voted" in shown
        assert "I know why" not in shown
        assert "checked" not in shown
    close_vote(ballot=run_out(ballot), actor=council.office)
    protocol = text(page(client, council.people["Beta"], Protocol.objects.get().get_absolute_url()))
    assert "I know why" in protocol


def test_a_late_vote_keeps_its_remark_on_the_page(client: Browser) -> None:
    council = make_council("Alpha")
    ballot = run_out(council.opened())
    answer = post(
        client,
        council.people["Alpha"],
        f"{ballot.get_absolute_url()}cast/",
        **form_of(ballot, council, "Alpha", remark="Written for an hour"),
    )
    assert answer.status_code == 409
    assert "Written for an hour" in text(answer)
    assert not Vote.objects.exists()


def test_a_form_of_another_revision_is_a_conflict_that_says_which_one_counts(client: Browser) -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    url = f"{ballot.get_absolute_url()}cast/"
    answer = post(client, council.people["Alpha"], url, **form_of(ballot, council, "Alpha", revision=7, remark="Kept"))
    shown = text(answer)
    assert answer.status_code == 409
    assert "The vote is on revision 1. Read it before you vote." in shown
    assert "Kept" in shown
    assert 'name="revision" value="1"' in shown


def test_the_deputy_learns_that_the_representative_has_voted(client: Browser) -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    shown = text(page(client, council.deputies["Alpha"], ballot.get_absolute_url()))
    assert "You vote as deputy." in shown
    council.vote(ballot, "Alpha", "for")
    shown = text(page(client, council.deputies["Alpha"], ballot.get_absolute_url()))
    assert "That vote stands." in shown


def test_the_applicant_side_and_strangers_see_neither_vote_nor_protocol(client: Browser) -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    close_vote(ballot=ballot, actor=council.office)
    protocol = Protocol.objects.get().get_absolute_url()
    for user in (council.party.applicant, council.party.affiliated, council.party.stranger):
        for url in (ballot.get_absolute_url(), protocol, f"{protocol}pdf/"):
            assert page(client, user, url).status_code == 404


def test_the_office_puts_to_the_vote_closes_and_breaks_off(client: Browser) -> None:
    council = make_council("Alpha")
    application = council.party.reviewed()
    url = application.get_absolute_url()
    assert "Put it to the vote" in text(page(client, council.party.first, url))
    assert "The council votes on revision 1." in text(client.get(f"{url}vote/"))
    end = timezone.localtime() + timedelta(days=2)
    data = {"version": application.version, "closes_at": end.strftime("%Y-%m-%dT%H:%M"), "meeting": ""}
    opened = client.post(f"{url}vote/", data)
    ballot = Ballot.objects.get()
    assert opened.url == ballot.get_absolute_url()
    assert client.post(f"{url}vote/", data).status_code == 409
    application.refresh_from_db()
    assert "the council votes" in text(client.get(url))
    broken = {"version": application.version, "reason": ""}
    assert client.post(f"{url}break-off/", broken).status_code == 422
    assert client.post(f"{url}break-off/", {**broken, "reason": "A document is missing"}).status_code == 302
    assert "A document is missing" in text(client.get(ballot.get_absolute_url()))
    application.refresh_from_db()
    client.post(f"{url}vote/", {**data, "version": application.version})
    second = Ballot.objects.get(state="open")
    council.vote(second, "Alpha", "against")
    shown = text(page(client, council.party.first, second.get_absolute_url()))
    assert "Close the vote" in shown
    assert client.get(f"{second.get_absolute_url()}close/").status_code == 200
    closed = client.post(f"{second.get_absolute_url()}close/", {"version": 1, "reason": "Too early"}, follow=True)
    assert "The council rejected." in text(closed)
    assert Application.objects.get().decision_text == "Too early"
    assert "Too early" in text(page(client, council.party.applicant, url))


def test_closing_too_early_stays_on_the_form(client: Browser) -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    answer = post(client, council.party.first, f"{ballot.get_absolute_url()}close/", version=1, reason="Because")
    assert answer.status_code == 409
    assert "Because" in text(answer)


def test_the_protocol_is_a_page_and_a_paper_that_never_change(client: Browser) -> None:
    council = make_council("Alpha", "Beta", "Gamma")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for", remark="<b>Fine</b>")
    council.vote(ballot, "Beta", "against", deputy=True)
    close_vote(ballot=run_out(ballot), actor=council.office, reason="As agreed")
    protocol = Protocol.objects.get()
    url = protocol.get_absolute_url()
    shown = text(page(client, council.people["Gamma"], url))
    assert "&lt;b&gt;Fine&lt;/b&gt;" in shown
    assert protocol.digest in shown
    assert "tampered" not in shown
    first = client.get(f"{url}pdf/")
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == f'attachment; filename="protocol-{protocol.year}-1.pdf"'
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first.content.startswith(b"%PDF")
    council.seats["Alpha"].organisation.short_name = {"en": "Renamed"}
    council.seats["Alpha"].organisation.save()
    assert client.get(f"{url}pdf/").content == first.content


def test_a_protocol_that_was_tampered_with_shows_it(client: Browser) -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    council.vote(ballot, "Alpha", "for")
    close_vote(ballot=ballot, actor=council.office)
    protocol = Protocol.objects.get()
    content = {**protocol.content, "closed_by": "Somebody else"}
    QuerySet.update(Protocol.objects.all(), content=content)
    assert "tampered" in text(page(client, council.party.first, protocol.get_absolute_url()))


def test_members_see_who_sits_in_the_council_and_the_office_seats(client: Browser) -> None:
    council = make_council("Alpha")
    term = MembershipFactory(organisation__short_name={"en": "Beta"})
    member = AffiliationFactory(organisation=term.organisation).user
    shown = text(page(client, member, ROOT))
    assert "Rita Alpha" in shown
    assert "Give a seat" not in shown
    office = council.party.first
    assert "Beta" in text(page(client, office, f"{ROOT}seats/give/"))
    assert client.post(f"{ROOT}seats/give/", {"organisation": ""}).status_code == 422
    assert client.post(f"{ROOT}seats/give/", {"organisation": "nonsense"}).status_code == 422
    give = f"{ROOT}seats/give/?organisation={term.organisation_id}"
    assert "Seat of Beta" in text(client.get(give))
    today = timezone.localdate()
    data = {
        "organisation": term.organisation_id,
        "representative": member.pk,
        "deputy": "",
        "starts_on": today.isoformat(),
        "ends_on": (today - timedelta(days=1)).isoformat(),
    }
    assert client.post(f"{ROOT}seats/give/", data).status_code == 422
    assert client.post(f"{ROOT}seats/give/", {**data, "ends_on": ""}).url == ROOT
    seat = Seat.objects.get(organisation=term.organisation)
    assert (seat.representative, seat.deputy, seat.is_chair) == (member, None, False)


def test_two_who_change_a_seat_learn_of_each_other(client: Browser) -> None:
    council = make_council("Alpha")
    seat = council.seats["Alpha"]
    url = f"{ROOT}seats/{seat.pk}/"
    office = council.party.first
    assert page(client, office, url).status_code == 200
    data = {
        "version": seat.version,
        "representative": council.people["Alpha"].pk,
        "deputy": "",
        "is_chair": "on",
        "ends_on": "",
    }
    assert client.post(url, data).status_code == 302
    answer = client.post(url, {**data, "deputy": council.deputies["Alpha"].pk, "is_chair": ""})
    shown = text(answer)
    assert answer.status_code == 409
    assert "It is “nobody” now." in shown
    assert "It is “yes” now." in shown
    assert "Dina Alpha" in shown
    seat.refresh_from_db()
    data = {**data, "version": seat.version, "deputy": council.deputies["Alpha"].pk}
    assert client.post(url, data).status_code == 302
    seat.refresh_from_db()
    assert seat.deputy == council.deputies["Alpha"]
    assert client.get(f"{url}give-up/").status_code == 200
    assert client.post(f"{url}give-up/", {"version": seat.version, "reason": "Left"}).status_code == 302
    assert "Rita Alpha" not in text(client.get(ROOT))


def test_the_office_sets_how_it_decides_and_sees_what_a_colleague_set(client: Browser) -> None:
    council = make_council("Alpha", rule="")
    office = council.party.first
    url = f"{ROOT}settings/"
    assert "As the platform does: Two reviewers agree" in text(page(client, office, url))
    data = {
        "version": 1,
        "decision_rule": "council_qualified",
        "quorum_percent": 60,
        "majority_percent": 70,
        "voting_days": 10,
        "review_days": 14,
        "min_members": 1,
        "min_types": 1,
    }
    assert client.post(url, {**data, "quorum_percent": 0}).status_code == 422
    assert client.post(url, {**data, "decision_rule": "coin"}).status_code == 422
    change_office_settings(values={"quorum_percent": 80}, actor=council.office)
    answer = client.post(url, data)
    shown = text(answer)
    assert answer.status_code == 409
    assert "It is “80” now." in shown
    assert 'value="60"' in shown
    assert client.post(url, {**data, "version": 2}).status_code == 302
    settings = OfficeSettings.objects.get()
    assert (settings.decision_rule, settings.quorum_percent, settings.voting_days) == ("council_qualified", 60, 10)
    assert (settings.min_members, settings.min_types) == (1, 1)
    assert page(client, council.people["Alpha"], url).status_code == 403


def test_a_meeting_goes_from_item_to_item(client: Browser) -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    office = council.party.first
    soon = (timezone.localtime() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert page(client, office, f"{ROOT}meetings/plan/").status_code == 200
    assert client.post(f"{ROOT}meetings/plan/", {"title": "", "starts_at": soon}).status_code == 422
    client.post(f"{ROOT}meetings/plan/", {"title": "June", "starts_at": soon, "place": "Hall 2"})
    meeting = Meeting.objects.get()
    url = meeting.get_absolute_url()
    shown = text(client.get(url))
    assert "The agenda is empty" in shown
    agenda = f"{ballot.get_absolute_url()}agenda/"
    assert client.post(agenda, {"meeting": 99999}).status_code == 404
    assert client.post(agenda, {"meeting": meeting.pk}).url == url
    assert client.post(f"{url}begin/", {"version": meeting.version}).status_code == 302
    phone = text(page(client, council.people["Alpha"], url))
    assert "Item 1 of 1" in phone
    assert "Vote for the seat of Alpha" in phone
    assert "hx-get" not in phone
    assert "End the meeting" not in phone
    assert "hx-get" in text(client.get(f"{url}?live=1"))
    data = form_of(ballot, council, "Alpha", from_meeting="True")
    assert client.post(f"{ballot.get_absolute_url()}cast/", data).url == f"{url}?item={ballot.pk}"
    council.vote(ballot, "Beta", "for")
    shown = text(page(client, office, f"{url}?item={ballot.pk}"))
    assert "2 of 2" in shown
    assert "Close the vote" in shown
    close_vote(ballot=ballot, actor=council.office)
    assert "Protocol 1/" in text(client.get(f"{url}?item=nonsense"))
    assert client.get(f"{url}end/").status_code == 200
    assert client.post(f"{url}end/").status_code == 302
    assert client.post(f"{url}end/").status_code == 409
    assert page(client, council.party.stranger, url).status_code == 404


def test_a_meeting_is_called_off_and_a_vote_leaves_its_agenda(client: Browser) -> None:
    council = make_council("Alpha")
    meeting = plan_meeting(title="June", starts_at=timezone.now(), actor=council.office)
    ballot = council.opened(meeting=meeting)
    office = council.party.first
    assert "June" in text(page(client, office, ROOT))
    assert client.post(f"{ballot.get_absolute_url()}agenda/").url == meeting.get_absolute_url()
    client.post(f"{ballot.get_absolute_url()}agenda/", {"meeting": meeting.pk})
    assert client.post(f"{meeting.get_absolute_url()}call-off/").status_code == 302
    ballot.refresh_from_db()
    assert ballot.meeting is None
    assert client.post(f"{ballot.get_absolute_url()}agenda/", {"meeting": meeting.pk}).status_code == 409


def test_whoever_acts_for_the_applicant_finds_no_vote(client: Browser) -> None:
    council = make_council("Alpha", "Beta")
    ballot = council.opened()
    AffiliationFactory(organisation=council.party.organisation, user=council.people["Beta"])
    assert page(client, council.people["Beta"], ballot.get_absolute_url()).status_code == 404
    assert not viewer_of(council.people["Beta"]).organisation_ids.isdisjoint({council.party.organisation.pk})


@pytest.mark.usefixtures("quiet_hosts")
def test_more_seats_ask_no_more(client: Browser, django_assert_max_num_queries: Any) -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    meeting = plan_meeting(title="June", starts_at=timezone.now(), actor=council.office)
    urls = (ROOT, ballot.get_absolute_url(), meeting.get_absolute_url())
    client.force_login(council.party.first)

    def counts() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with django_assert_max_num_queries(40) as captured:
                assert client.get(url).status_code == 200
            found.append(asked(captured))
        return found

    few = counts()
    for name in ("Beta", "Gamma"):
        council.seat(name)
    assert counts() == few
