"""Somebody leaves his organisation: who takes over, what is handed over, and that an administrator stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, Vetoed
from clusterkit.core.policies import SystemActor
from clusterkit.directory.enums import AffiliationState, InvitationState
from clusterkit.directory.hooks import Belonging, Belongings, Leaving, handover, handover_outlook
from clusterkit.directory.models import Affiliation, Invitation, Organisation
from clusterkit.directory.selectors import handover_of, organisation_admin_ids
from clusterkit.directory.services import change_role, end_affiliation
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationFactory,
    AffiliationRequestFactory,
    InvitationFactory,
    OrganisationFactory,
)
from tests.apps.directory.test_invitation_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(naftan: Organisation, people: dict[str, Any]) -> dict[str, Affiliation]:
    """The affiliations of naftan's admin and representative."""
    return {who: naftan.affiliations.get(user=people[who]) for who in ("admin", "representative")}


@pytest.mark.parametrize("who", ["admin", "coordinator"])
def test_the_last_admin_leaves_with_a_successor_who_becomes_one(
    who: str,
    naftan: Organisation,
    people: dict[str, Any],
    viewers: dict[str, Viewer],
    rows: dict[str, Affiliation],
    sent: list[ports.Notice],
    written: list[ports.AuditEntry],
) -> None:
    heir = rows["representative"]
    with pytest.raises(Conflict):
        end_affiliation(affiliation=rows["admin"], actor=viewers[who])
    end_affiliation(affiliation=rows["admin"], actor=viewers[who], successor=heir, reason="Retires")
    assert organisation_admin_ids(naftan) == [people["representative"].pk]
    assert [(entry.action, entry.after) for entry in written] == [
        ("directory.change_role", {"role": "admin"}),
        ("directory.end_affiliation", {"state": "ended", "successor": "Rob Representative"}),
    ]
    told = {notice.kind.code: notice.recipients for notice in sent if notice.recipients}
    assert told.pop("directory.took_over") == [people["representative"].pk]
    assert told == ({} if who == "admin" else {"directory.affiliation_ended": [people["admin"].pk]})


def test_with_another_admin_the_successor_stays_what_he_is(
    naftan: Organisation, viewers: dict[str, Viewer], rows: dict[str, Affiliation]
) -> None:
    AdminAffiliationFactory(organisation=naftan)
    end_affiliation(affiliation=rows["admin"], actor=viewers["admin"], successor=rows["representative"])
    rows["representative"].refresh_from_db()
    assert (rows["representative"].role, rows["representative"].version) == ("representative", 1)


@pytest.mark.parametrize("which", ["himself", "asks", "elsewhere", "gone", "inactive"])
def test_only_who_acts_for_the_organisation_takes_over(
    which: str, naftan: Organisation, viewers: dict[str, Viewer], rows: dict[str, Affiliation]
) -> None:
    choices: dict[str, Callable[[], Affiliation]] = {
        "himself": lambda: rows["admin"],
        "asks": lambda: AffiliationRequestFactory(organisation=naftan),
        "elsewhere": lambda: AdminAffiliationFactory(),
        "gone": lambda: AffiliationFactory(organisation=naftan, state=AffiliationState.ENDED),
        "inactive": lambda: AffiliationFactory(organisation=naftan, user=UserFactory(is_active=False)),
    }
    with pytest.raises(InvalidInput) as refused:
        end_affiliation(affiliation=rows["admin"], actor=viewers["admin"], successor=choices[which]())
    assert refused.value.field == "successor"
    rows["admin"].refresh_from_db()
    assert rows["admin"].state == AffiliationState.CONFIRMED


def test_a_representative_chooses_among_those_he_may_know(
    naftan: Organisation, viewers: dict[str, Viewer], rows: dict[str, Affiliation]
) -> None:
    hidden = AffiliationFactory(organisation=naftan, is_listed=False)
    found = handover_of(viewers["representative"], rows["representative"])
    assert [row.pk for row in found.successors] == [rows["admin"].pk]
    assert not found.needs_successor
    with pytest.raises(InvalidInput):
        end_affiliation(affiliation=rows["representative"], actor=viewers["representative"], successor=hidden)
    with pytest.raises(NotPermitted):
        handover_of(viewers["member"], rows["admin"])


def test_apps_hand_their_part_over(
    naftan: Organisation,
    people: dict[str, Any],
    viewers: dict[str, Viewer],
    rows: dict[str, Affiliation],
    written: list[ports.AuditEntry],
) -> None:
    heard: list[Leaving] = []

    def take(payload: Leaving) -> dict[str, int]:
        heard.append(payload)
        return {"vacancies": 2, "nothing": 0}

    with handover.override(take):
        end_affiliation(affiliation=rows["representative"], actor=viewers["admin"], successor=rows["admin"])
    [payload] = heard
    assert (payload.organisation, payload.user, payload.successor) == (
        naftan,
        people["representative"],
        people["admin"],
    )
    assert written[-1].after["handed_over"] == {"vacancies": 2}


def test_an_app_that_cannot_hand_over_undoes_the_leaving(
    viewers: dict[str, Viewer], rows: dict[str, Affiliation]
) -> None:
    def crash(payload: Leaving) -> dict[str, int]:
        raise RuntimeError

    with handover.override(crash), pytest.raises(RuntimeError):
        end_affiliation(affiliation=rows["representative"], actor=viewers["admin"])
    rows["representative"].refresh_from_db()
    assert rows["representative"].state == AffiliationState.CONFIRMED


def test_invitations_go_on_with_an_administrator_or_are_taken_back(
    naftan: Organisation, people: dict[str, Any], viewers: dict[str, Viewer], rows: dict[str, Affiliation]
) -> None:
    first = InvitationFactory(organisation=naftan, invited_by=people["admin"])
    elsewhere = InvitationFactory(organisation=OrganisationFactory(), invited_by=people["admin"])
    assert [
        (group.number, group.first[0].title) for group in handover_of(viewers["admin"], rows["admin"]).belongings
    ] == [(1, first.email)]
    end_affiliation(affiliation=rows["admin"], actor=viewers["admin"], successor=rows["representative"])
    first.refresh_from_db()
    assert (first.state, first.invited_by_id) == (InvitationState.WAITING, people["representative"].pk)
    second = AdminAffiliationFactory(organisation=naftan)
    change_role(
        affiliation=naftan.affiliations.get(user=people["representative"], state="confirmed"),
        actor=viewer_of(second.user),
        role="representative",
    )
    first.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (first.state, first.email) == (InvitationState.REVOKED, "")
    assert elsewhere.state == InvitationState.WAITING


def test_an_erased_person_is_invited_by_nobody_and_invites_nobody(
    naftan: Organisation, people: dict[str, Any], rows: dict[str, Affiliation]
) -> None:
    sent = InvitationFactory(organisation=naftan, invited_by=people["representative"])
    to_him = InvitationFactory(organisation=naftan, invited_by=people["admin"], email=people["representative"].email)
    with pytest.raises(Vetoed):
        erase_person(user_id=people["admin"].pk, actor=SystemActor())
    erase_person(user_id=people["representative"].pk, actor=SystemActor())
    for row in (sent, to_him):
        row.refresh_from_db()
        assert (row.state, row.email) == (InvitationState.REVOKED, "")
    assert Invitation.objects.filter(revoked_at=None).count() == 0


def test_the_page_lists_what_is_handed_over_and_asks_who_takes_it(
    naftan: Organisation, people: dict[str, Any], rows: dict[str, Affiliation], client_for: Callable[..., Client]
) -> None:
    client, url = client_for(people["admin"]), f"/participants/affiliations/{rows['admin'].pk}/end/"
    group = Belongings("Vacancies", 12, [Belonging("A welder", "/vacancies/1/")], "Only here")
    with handover_outlook.override(lambda payload: [group, Belongings("Nothing", 0, [])]):
        page = client.get(url).text.replace("\xa0", " ")
    for words in ("Vacancies: 12", 'href="/vacancies/1/"', "Only here", "Rob Representative", "Who takes over?"):
        assert words in page
    assert "Nothing" not in page
    refused = client.post(url, {"reason": "I retire"})
    assert refused.status_code == 422
    assert "I retire" in refused.text
    done = client.post(url, {"successor": rows["representative"].pk, "version": 1})
    assert done.headers["Location"] == "/participants/mine/"
    assert organisation_admin_ids(naftan) == [people["representative"].pk]


def test_alone_one_is_told_to_invite_somebody(client_for: Callable[..., Client]) -> None:
    row = AdminAffiliationFactory(organisation=OrganisationFactory(slug="alone"))
    client, url = client_for(row.user), f"/participants/affiliations/{row.pk}/end/"
    page = client.get(url).text
    assert "/participants/alone/invite/" in page
    assert "data-guard" not in page
    assert client.post(url, {"version": 1}).status_code == 409


def test_programs_hand_over_too(
    naftan: Organisation, people: dict[str, Any], rows: dict[str, Affiliation], client_for: Callable[..., Client]
) -> None:
    client, url = client_for(people["admin"]), f"/api/v1/affiliations/{rows['admin'].pk}/"
    shown = client.get(f"{url}handover/").json()
    assert shown["needs_successor"]
    assert shown["successors"] == [
        {"id": rows["representative"].pk, "person": "Rob Representative", "role": "representative"}
    ]
    for wrong in (0, rows["admin"].pk):
        assert client.post(f"{url}end/", {"successor": wrong}, content_type="application/json").status_code == 400
    done = client.post(f"{url}end/", {"successor": rows["representative"].pk}, content_type="application/json")
    assert done.json()["state"] == "ended"
    assert organisation_admin_ids(naftan) == [people["representative"].pk]


def leave(row: Affiliation, successor: Affiliation | None) -> Any:
    """A job that ends *row* by its own person."""

    def job(barrier: threading.Barrier) -> None:
        fresh = Affiliation.objects.select_related("user").get(pk=row.pk)
        try:
            end_affiliation(affiliation=fresh, actor=viewer_of(fresh.user), successor=successor)
        except InvalidInput as error:
            raise Conflict from error

    return job


@pytest.mark.django_db(transaction=True)
def test_the_last_admin_and_his_successor_who_leave_at_once_do_not_leave_it_alone(alpha: Cluster) -> None:
    organisation = OrganisationFactory()
    admin = AdminAffiliationFactory(organisation=organisation)
    heir = AffiliationFactory(organisation=organisation)
    outcomes = at_once(alpha, [leave(admin, heir), leave(heir, None)])
    assert outcomes == {"done": 1, "conflict": 1}
    assert len(organisation_admin_ids(organisation)) == 1
