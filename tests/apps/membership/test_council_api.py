"""The council in the JSON API: the same rules as its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clusterkit.membership.models import Application, Protocol, Vote
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.membership import MembershipFactory
from tests.apps.membership.conftest import asked
from tests.apps.membership.council import make_council

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
ROOT = "/api/v1/council/"


def send(client: Client, path: str, **data: Any) -> Any:
    return client.post(f"{ROOT}{path}", data, content_type="application/json")


def test_a_vote_from_opening_to_the_protocol(client_for: Clients) -> None:
    council = make_council("Alpha", "Beta")
    application = council.party.reviewed()
    office, alpha, beta = (client_for(user) for user in (council.party.first, *council.people.values()))
    meeting = send(office, "meetings/", title="June", starts_at=timezone.now().isoformat())
    assert meeting.status_code == 201
    assert meeting.json()["state"] == "planned"
    made = send(office, "ballots/", application=application.pk, version=application.version)
    assert made.status_code == 201
    pk = made.json()["id"]
    assert made.json()["progress"] == {"entitled": 2, "cast": 0, "recused": 0, "own": []}
    assert send(office, f"ballots/{pk}/agenda/", meeting=meeting.json()["id"]).json()["meeting"] == meeting.json()["id"]
    assert send(office, f"meetings/{meeting.json()['id']}/begin/").json()["state"] == "running"
    seats = [row["id"] for row in alpha.get(f"{ROOT}seats/").json()["results"]]
    own = council.seats["Alpha"].pk
    assert own in seats
    voted = send(alpha, f"ballots/{pk}/cast/", seat=own, choice="for", revision=1)
    assert voted.status_code == 200
    assert voted.json()["progress"]["own"] == [{"seat": own, "has_voted": True}]
    assert send(beta, f"ballots/{pk}/cast/", seat=own, choice="for", revision=1).status_code == 403
    old = send(beta, f"ballots/{pk}/cast/", seat=council.seats["Beta"].pk, choice="for", revision=4)
    assert (old.status_code, old.json()["code"]) == (409, "stale_version")
    early = send(office, f"ballots/{pk}/close/")
    assert (early.status_code, early.json()["silent"]) == (409, ["Beta"])
    send(beta, f"ballots/{pk}/cast/", seat=council.seats["Beta"].pk, choice="abstain", revision=1)
    closed = send(office, f"ballots/{pk}/close/", version=1).json()
    assert (closed["state"], closed["result"], closed["progress"]) == ("closed", "approved", None)
    protocol = beta.get(f"{ROOT}protocols/{closed['protocol']}/").json()
    assert protocol["display_number"] == Protocol.objects.get().display_number
    assert [line["state"] for line in protocol["content"]["seats"]] == ["for", "abstain"]
    assert Application.objects.get().state == "approved"
    assert send(office, f"meetings/{meeting.json()['id']}/end/").json()["state"] == "ended"


def test_others_learn_nothing(client_for: Clients) -> None:
    council = make_council("Alpha")
    ballot = council.opened()
    for user in (council.party.applicant, council.party.affiliated, council.party.stranger):
        client = client_for(user)
        assert client.get(f"{ROOT}ballots/").json()["results"] == []
        assert client.get(f"{ROOT}ballots/{ballot.pk}/").status_code == 404
        answer = send(client, f"ballots/{ballot.pk}/cast/", seat=council.seats["Alpha"].pk, choice="for", revision=1)
        assert answer.status_code in (400, 403, 404)
    assert not Vote.objects.exists()


def test_seats_and_settings_are_the_offices(client_for: Clients) -> None:
    council = make_council("Alpha")
    term = MembershipFactory(organisation__short_name={"en": "Beta"})
    person = AffiliationFactory(organisation=term.organisation).user
    office, alpha = client_for(council.party.first), client_for(council.people["Alpha"])
    given = {"organisation": term.organisation_id, "representative": person.pk}
    assert send(alpha, "seats/", **given).status_code == 403
    seat = send(office, "seats/", **given)
    assert (seat.status_code, seat.json()["organisation_name"]) == (201, "Beta")
    url = f"seats/{seat.json()['id']}/"
    bad = send(office, f"{url}change/", representative=council.people["Alpha"].pk, version=1)
    assert bad.status_code == 400
    changed = send(office, f"{url}change/", representative=person.pk, is_chair=True, version=1)
    assert (changed.json()["is_chair"], changed.json()["version"]) == (True, 2)
    assert send(office, f"{url}give-up/", reason="Left").json()["vacated_on"] == timezone.localdate().isoformat()
    assert office.get(f"{ROOT}settings/").json()["decision_rule"] == "council_simple"
    assert send(office, "settings/change/", quorum_percent=70).json()["quorum_percent"] == 70
    stale = send(office, "settings/change/", quorum_percent=60, version=1)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert send(office, "settings/change/", decision_rule="coin").status_code == 400
    assert send(alpha, "settings/change/", quorum_percent=1).status_code == 403


def test_breaking_off_and_calling_off(client_for: Clients) -> None:
    council = make_council("Alpha")
    ballot = council.opened(closes_at=timezone.now() + timedelta(days=1))
    office = client_for(council.party.first)
    assert send(office, f"ballots/{ballot.pk}/break-off/").status_code == 400
    broken = send(office, f"ballots/{ballot.pk}/break-off/", reason="A document is missing").json()
    assert (broken["state"], broken["reason"]) == ("void", "A document is missing")
    meeting = send(office, "meetings/", title="June", starts_at=timezone.now().isoformat()).json()["id"]
    assert send(office, f"meetings/{meeting}/call-off/", version=1).json()["state"] == "cancelled"


@pytest.mark.usefixtures("quiet_hosts")
def test_a_longer_list_asks_no_more(client_for: Clients, django_assert_max_num_queries: Any) -> None:
    council = make_council("Alpha", "Beta", "Gamma")
    application = council.opened().application
    from clusterkit.membership.services.council import break_off, open_vote

    client = client_for(council.people["Beta"])
    counts = []
    for _round in range(2):
        for name in ("ballots/", "seats/"):
            client.get(f"{ROOT}{name}")
            with django_assert_max_num_queries(30) as captured:
                rows = client.get(f"{ROOT}{name}").json()["results"]
            counts.append((name, asked(captured), len(rows)))
        break_off(application=application, actor=council.office, reason="Again")
        open_vote(application=application, actor=council.office)
        break_off(application=application, actor=council.office, reason="Again")
        open_vote(application=application, actor=council.office)
    few, many = counts[0], counts[2]
    assert (few[1], few[2], many[2]) == (many[1], 1, 3)
