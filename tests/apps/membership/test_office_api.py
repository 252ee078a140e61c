"""The office's work over the API: who looks after an application, reasons, levels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clusterkit.core.policies import MEMBER, REGISTERED, SystemActor
from clusterkit.directory.enums import AffiliationRole
from clusterkit.directory.models import Affiliation
from clusterkit.membership.filters import ApplicationFilter
from clusterkit.membership.models import Level, Reason
from clusterkit.membership.services.council import change_office_settings
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.membership import LevelFactory, MembershipFactory, ReasonFactory
from tests.apps.membership.conftest import Party

Clients = Callable[..., Client]
APPLICATIONS, REASONS, LEVELS = "/api/v1/applications/", "/api/v1/reasons/", "/api/v1/levels/"


def send(client: Client, path: str, **data: Any) -> Any:
    return client.post(path, data, content_type="application/json")


def patch(client: Client, path: str, **data: Any) -> Any:
    return client.patch(path, data, content_type="application/json")


def test_claim_hand_over_and_put_back(client_for: Clients, party: Party) -> None:
    change_office_settings(values={"review_days": 5}, actor=SystemActor())
    address = f"{APPLICATIONS}{party.submitted().pk}/"
    first, second = client_for(party.first), client_for(party.second)
    people = first.get(f"{address}assignees/").json()
    assert people == [
        {"id": party.first.pk, "name": "Felix First"},
        {"id": party.second.pk, "name": "Sofia Second"},
    ]
    claimed = send(first, f"{address}assign/", assignee=party.first.pk)
    assert (claimed.status_code, claimed.json()["assignee_name"]) == (200, "Felix First")
    assert claimed.json()["review_due_at"]
    late = send(second, f"{address}assign/", assignee=party.second.pk)
    assert (late.status_code, late.json()["code"]) == (409, "stale_version")
    assert late.json()["assignee"] == party.first.pk
    given = send(first, f"{address}assign/", assignee=party.second.pk, instead_of=party.first.pk)
    assert given.json()["assignee"] == party.second.pk
    free = send(second, f"{address}assign/", assignee=None, instead_of=party.second.pk)
    assert (free.json()["assignee"], free.json()["assignee_name"]) == (None, None)


@pytest.mark.parametrize("sent", [{}, {"assignee": "me"}, {"assignee": -1}, {"assignee": 2**40}, {"assignee": 987654}])
def test_nobody_like_that(client_for: Clients, party: Party, sent: dict[str, Any]) -> None:
    answer = send(client_for(party.first), f"{APPLICATIONS}{party.submitted().pk}/assign/", **sent)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["assignee"])


def test_the_applicant_side_reads_nothing_of_it(client_for: Clients, party: Party) -> None:
    change_office_settings(values={"review_days": 5}, actor=SystemActor())
    address = f"{APPLICATIONS}{party.reviewed().pk}/"
    # A coordinator who administers the applicant reads its file as the applicant does.
    Affiliation.objects.filter(user=party.affiliated).update(role=AffiliationRole.ADMIN)
    for who in ("applicant", "affiliated"):
        client = client_for(getattr(party, who))
        row = client.get(address).json()
        assert (row["assignee"], row["assignee_name"], row["review_due_at"]) == (None, None, None)
        assert send(client, f"{address}assign/", assignee=party.second.pk).status_code == 403
        assert client.get(f"{address}assignees/").status_code == 403
    own = client_for(party.affiliated).get(APPLICATIONS, {"assigned": party.first.pk}).json()["results"]
    assert own == []


def test_the_list_is_narrowed(client_for: Clients, party: Party) -> None:
    pk = party.reviewed().pk

    def found(who: str, value: str | int) -> list[int]:
        answer = client_for(getattr(party, who)).get(APPLICATIONS, {"assigned": value})
        return [row["id"] for row in answer.json()["results"]]

    assert found("first", "me") == [pk]
    assert found("second", "me") == []
    assert found("second", party.first.pk) == [pk]
    assert found("second", "nobody") == []
    assert client_for(party.first).get(APPLICATIONS, {"assigned": "whim"}).status_code == 400


def test_the_list_is_narrowed_after_the_description_was_asked_for(client_for: Clients, party: Party) -> None:
    """The description makes the field of the filter, without the people of any cluster."""
    assert ApplicationFilter.base_filters["assigned"].field
    pk = party.reviewed().pk
    rows = client_for(party.second).get(APPLICATIONS, {"assigned": party.first.pk}).json()["results"]
    assert [row["id"] for row in rows] == [pk]


def test_a_return_takes_the_text_of_its_reason(client_for: Clients, party: Party) -> None:
    ReasonFactory(code="charter", text={"en": "Please add the charter."})
    address = f"{APPLICATIONS}{party.reviewed().pk}/request-info/"
    unknown = send(client_for(party.first), address, reason="whim")
    assert (unknown.status_code, list(unknown.json()["errors"])) == (400, ["reason"])
    answer = send(client_for(party.first), address, reason="charter").json()
    assert (answer["info_reason"], answer["info_text"]) == ("charter", "Please add the charter.")


def test_a_rejection_keeps_the_code(client_for: Clients, party: Party) -> None:
    ReasonFactory(code="field", purpose="reject", text={"en": "Another field."})
    address = f"{APPLICATIONS}{party.reviewed().pk}/"
    send(client_for(party.first), f"{address}propose/", verdict="reject", revision=1, reason_code="field")
    answer = send(client_for(party.second), f"{address}confirm/", verdict="reject", revision=1).json()
    assert (answer["decision_reason"], answer["decision_text"]) == ("field", "Another field.")


def test_the_office_keeps_its_reasons(client_for: Clients, party: Party) -> None:
    first = client_for(party.first)
    made = send(first, REASONS, purpose="return", title={"en": "Stamp"}, text={"en": "Stamp it, please."})
    assert made.status_code == 201
    row = made.json()
    assert (row["code"], row["text"], row["is_active"], row["version"]) == (
        "stamp",
        {"en": "Stamp it, please."},
        True,
        1,
    )
    address = f"{REASONS}{row['id']}/"
    changed = patch(first, address, title={"en": "Seal"}, version=1).json()
    assert (changed["title"], changed["text"], changed["version"]) == ({"en": "Seal"}, row["text"], 2)
    assert patch(first, address, title={"en": "Mine"}, version=1).status_code == 409
    assert patch(first, address, is_active=False).json()["is_active"] is False
    assert send(first, f"{address}move/", to="up").json()["order"] < row["order"]
    assert send(first, f"{address}move/", to="left").status_code == 400
    listed = first.get(REASONS, {"purpose": "return"}).json()["results"]
    assert [item["code"] for item in listed] == ["documents", "details", "contribution", "stamp", "other"]
    taken = send(first, REASONS, purpose="return", code="stamp", title="Stamp")
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"purpose": "whim", "title": "x"}, "purpose"),
        ({"purpose": "return"}, "title"),
        ({"purpose": "return", "title": {"en": "x" * 121}}, "title"),
        ({"purpose": "return", "title": "x", "text": {"en": "x" * 2001}}, "text"),
        ({"purpose": "return", "title": "x", "code": "no spaces"}, "code"),
    ],
)
def test_what_cannot_be_a_reason(client_for: Clients, party: Party, sent: dict[str, Any], field: str) -> None:
    answer = send(client_for(party.first), REASONS, **sent)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_reasons_are_the_offices_alone(client_for: Clients, party: Party) -> None:
    reason = ReasonFactory()
    for who in ("applicant", "stranger"):
        client = client_for(getattr(party, who))
        assert client.get(REASONS).status_code == 403
        assert client.get(f"{REASONS}{reason.pk}/").status_code in (403, 404)
        assert send(client, REASONS, purpose="return", title="Mine").status_code == 403
        assert patch(client, f"{REASONS}{reason.pk}/", title="Mine").status_code in (403, 404)
    assert Reason.objects.get().version == 1


def test_levels_are_made_changed_put_in_order_and_retired(client_for: Clients, party: Party) -> None:
    LevelFactory()
    first = client_for(party.first)
    made = send(first, LEVELS, code="guest", name={"en": "Guest"}, tier=REGISTERED, may_hold_seat=False, order=30)
    assert made.status_code == 201
    row = made.json()
    assert (row["code"], row["tier"], row["may_hold_seat"], row["is_active"], row["version"]) == (
        "guest",
        REGISTERED,
        False,
        True,
        1,
    )
    address = f"{LEVELS}{row['id']}/"
    changed = patch(first, address, order=1, description={"en": "Looks on."}, version=1).json()
    assert (changed["order"], changed["description"], changed["version"]) == (1, {"en": "Looks on."}, 2)
    assert [item["code"] for item in first.get(LEVELS).json()["results"]] == ["guest", "full"]
    stale = patch(first, address, order=2, version=1)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert patch(first, address, is_active=False).json()["is_active"] is False
    last = patch(first, f"{LEVELS}{Level.objects.get(code='full').pk}/", is_active=False)
    assert last.status_code == 409
    assert first.delete(address).status_code == 204
    assert first.delete(address).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({"code": "full"}, 409, ""),
        ({"code": "no spaces"}, 400, "code"),
        ({"tier": "emperor"}, 400, "tier"),
        ({"name": {"en": " "}}, 400, "name"),
        ({"order": -1}, 400, "order"),
    ],
)
def test_what_cannot_be_a_level(
    client_for: Clients, party: Party, sent: dict[str, Any], status: int, field: str
) -> None:
    LevelFactory()
    given = {"code": "guest", "name": {"en": "Guest"}, "tier": REGISTERED, **sent}
    answer = send(client_for(party.first), LEVELS, **given)
    assert answer.status_code == status
    assert not field or list(answer.json()["errors"]) == [field]


def test_another_tier_is_done_by_who_knows_how_many_it_concerns(client_for: Clients, party: Party) -> None:
    term = MembershipFactory()
    address = f"{LEVELS}{term.level.pk}/"
    first = client_for(party.first)
    refused = patch(first, address, tier=REGISTERED)
    assert (refused.status_code, refused.json()["organisations"]) == (409, 1)
    assert first.get(address).json()["tier"] == MEMBER
    assert patch(first, address, tier=REGISTERED, affects=1).json()["tier"] == REGISTERED
    assert first.delete(address).status_code == 409


def test_a_member_gets_another_level(client_for: Clients, party: Party) -> None:
    term = MembershipFactory()
    LevelFactory(code="observer", tier=REGISTERED, order=20)
    LevelFactory(code="old", is_active=False, order=30)
    address = f"/api/v1/memberships/{term.pk}/"
    first = client_for(party.first)
    version = first.get(address).json()["version"]
    changed = send(first, f"{address}change-level/", level="observer", reason="As agreed", version=version)
    assert (changed.status_code, changed.json()["level"], changed.json()["tier"]) == (200, "observer", REGISTERED)
    assert changed.json()["version"] == version + 1
    assert send(first, f"{address}change-level/", level="full", version=version).status_code == 409
    for level in ("old", "whim"):
        answer = send(first, f"{address}change-level/", level=level)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["level"])
    AffiliationFactory(organisation=term.organisation, user=party.second)
    assert send(client_for(party.second), f"{address}change-level/", level="full").status_code == 403


@pytest.mark.parametrize("who", ["applicant", "stranger"])
def test_levels_are_kept_by_the_office_alone(client_for: Clients, party: Party, who: str) -> None:
    term = MembershipFactory()
    client = client_for(getattr(party, who))
    assert send(client, LEVELS, code="mine", name="Mine", tier=MEMBER).status_code == 403
    assert patch(client, f"{LEVELS}{term.level.pk}/", order=1).status_code == 403
    assert client.delete(f"{LEVELS}{term.level.pk}/").status_code == 403
    assert send(client, f"/api/v1/memberships/{term.pk}/change-level/", level="full").status_code == 403
    assert client.get(f"/api/v1/memberships/{term.pk}/").json()["version"] is None
