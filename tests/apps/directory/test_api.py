"""The JSON beside the pages: the same depths, the same services, problems in place of forms."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.testing.factories.directory import (
    AffiliationRequestFactory,
    OrganisationFactory,
    SectorFactory,
)
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def call(people: dict[str, Any], client_for: Any) -> Any:
    """``call(who, method, path, body)`` asks the API as JSON."""

    def ask(who: str, method: str, path: str, body: Any = None) -> Any:
        client = client_for(people.get(who))
        return getattr(client, method)(f"{API}{path}", body, content_type="application/json")

    return ask


@pytest.mark.parametrize(
    ("who", "capabilities", "people_seen", "may_edit"),
    [
        ("guest", None, None, False),
        ("registered", ["Corrosion laboratory"], None, False),
        ("member", ["Corrosion laboratory"], ["Ada Admin", "Olga Outsider"], False),
        ("coordinator", ["Corrosion laboratory"], ["Ada Admin", "Olga Outsider"], True),
        ("admin", ["Corrosion laboratory"], ["Ada Admin", "Olga Outsider"], True),
    ],
)
def test_one_organisation_is_as_deep_as_the_tier(
    who: str, capabilities: Any, people_seen: Any, may_edit: bool, call: Any, naftan: Organisation
) -> None:
    body = call(who, "get", f"/organisations/{naftan.pk}/").json()
    assert body["short_name"] == {"ru": "Нафтан", "en": "Naftan"}
    assert body["sectors"] == ["refining"]
    assert body["may_edit"] is may_edit
    assert (body["capabilities"] and [row["title"] for row in body["capabilities"]]) == capabilities
    if people_seen is None:
        assert body["people"] is None
        assert body["contacts"] is None
    else:
        assert [row["name"] for row in body["people"]] == ["Ada Admin"]
        assert [row["value"] for row in body["contacts"]] == ["office@naftan.example.org"]


def test_the_list_filters_and_hides(call: Any, naftan: Organisation) -> None:
    hidden = OrganisationFactory(is_published=False, kind="college")
    OrganisationFactory(kind="college")

    def found(who: str, query: str) -> int:
        return len(call(who, "get", f"/organisations/?{query}").json()["results"])

    assert found("guest", "kind=college") == 1
    assert found("coordinator", "kind=college") == 2
    assert found("guest", "q=нафтана") == 1
    assert found("guest", "sector=refining") == 1
    assert call("guest", "get", f"/organisations/{hidden.pk}/").status_code == 404
    wrong = call("guest", "get", "/organisations/?kind=club")
    assert wrong.status_code == 400
    assert wrong["Content-Type"] == "application/problem+json"
    assert call("guest", "get", "/organisations/x/").status_code == 404


def test_lists_cost_the_same_however_long(
    call: Any, people: dict[str, Any], naftan: Organisation, django_assert_max_num_queries: Any
) -> None:
    sector = SectorFactory()
    for path in ("/organisations/", "/affiliations/", "/sectors/"):
        call("member", "get", path)
        with django_assert_max_num_queries(60) as one:
            call("member", "get", path)
        for _number in range(3):
            AffiliationRequestFactory(user=people["member"], organisation__sectors=[sector, SectorFactory()])
        with django_assert_max_num_queries(60) as many:
            call("member", "get", path)
        assert statements(one) == statements(many), path


def test_pages_by_cursor_reach_everything_once(call: Any) -> None:
    made = {OrganisationFactory().pk for _number in range(5)}
    path, found = "/organisations/?page_size=2", []
    while path:
        body = call("guest", "get", path).json()
        found += [row["id"] for row in body["results"]]
        path = (body["next"] or "").partition(API)[2]
    assert len(found) == len(set(found))
    assert made <= set(found)


def test_register_change_show(call: Any) -> None:
    body = {"short_name": {"ru": "Полимир"}, "number": "300000012", "position": "Director"}
    assert call("guest", "post", "/organisations/", body).status_code in (401, 403)
    made = call("registered", "post", "/organisations/", body)
    assert made.status_code == 201
    one = f"/organisations/{made.json()['id']}/"
    again = call("outsider", "post", "/organisations/", body)
    assert (again.status_code, again.json()["errors"].keys()) == (409, {"number"})
    changed = call("registered", "patch", one, {"summary": {"en": "Polymers"}, "expected": made.json()["updated_at"]})
    assert changed.json()["summary"] == {"en": "Polymers"}
    stale = call("registered", "patch", one, {"founded": 1968, "expected": made.json()["updated_at"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert call("outsider", "patch", one, {"founded": 1968}).status_code == 404
    assert call("registered", "post", f"{one}publish/").status_code == 403
    assert call("coordinator", "post", f"{one}publish/").json()["is_published"] is True
    assert call("outsider", "patch", one, {"founded": 1968}).status_code == 403
    assert call("coordinator", "post", f"{one}unpublish/").json()["is_published"] is False


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"short_name": ""},
        {"short_name": {"xx": "?"}},
        {"short_name": {"ru": 5}},
        {"short_name": 5},
        {"short_name": "x" * 121},
        {"short_name": "A", "sectors": ["none"]},
        {"short_name": "A", "number": "300000013"},
        {"short_name": "A", "country": "ZZ"},
        {"short_name": "A", "website": "ftp://example.org"},
        {"short_name": "A", "founded": 2999},
        {"short_name": "A", "summary": {"ru": "x" * 1001}},
    ],
)
def test_bad_input_is_a_problem(body: Any, call: Any) -> None:
    answer = call("registered", "post", "/organisations/", body)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_parts_as_lists(call: Any, naftan: Organisation) -> None:
    path = f"/organisations/{naftan.pk}/"
    kept = naftan.capabilities.get().pk
    rows = [{"title": "New"}, {"id": kept, "title": "Renamed"}]
    assert [row["id"] for row in call("admin", "put", f"{path}capabilities/", rows).json()][1] == kept
    assert call("admin", "put", f"{path}contacts/", [{"kind": "email", "value": "nobody"}]).status_code == 400
    assert call("admin", "put", f"{path}contacts/", [{"kind": "phone", "value": "+375 00 1"}]).status_code == 200
    assert call("admin", "put", f"{path}contacts/", {"kind": "phone"}).status_code == 400
    assert call("member", "put", f"{path}contacts/", []).status_code == 403


def test_affiliations_from_request_to_end(call: Any, naftan: Organisation, people: dict[str, Any]) -> None:
    asked = call("registered", "post", "/affiliations/", {"organisation": naftan.pk, "position": "Chemist"})
    assert (asked.status_code, asked.json()["state"]) == (201, "requested")
    one = f"/affiliations/{asked.json()['id']}/"
    assert call("registered", "post", "/affiliations/", {"organisation": naftan.pk}).status_code == 409
    assert call("registered", "post", "/affiliations/", {"organisation": 10**6}).status_code == 404
    assert call("registered", "post", "/affiliations/", {"organisation": "x"}).status_code == 400
    assert call("member", "get", one).status_code == 404
    assert call("registered", "post", f"{one}confirm/").status_code == 403
    assert call("admin", "post", f"{one}decline/", {}).status_code == 400
    done = call("admin", "post", f"{one}confirm/", {"role": "admin", "version": 1}).json()
    assert (done["state"], done["role"], done["version"]) == ("confirmed", "admin", 2)
    assert call("admin", "post", f"{one}decline/", {"reason": "late"}).json()["code"] == "state_conflict"
    own = call("registered", "patch", one, {"is_listed": True}).json()
    assert (own["is_listed"], own["position"]) == (True, "Chemist")
    assert call("member", "get", one).status_code == 200
    assert call("admin", "post", f"{one}role/", {"role": "representative"}).json()["role"] == "representative"
    assert call("registered", "post", f"{one}end/").json()["state"] == "ended"
    again = call("registered", "post", "/affiliations/", {"organisation": naftan.pk}).json()["id"]
    assert call("registered", "post", f"/affiliations/{again}/withdraw/").json()["state"] == "ended"
    refused = call("registered", "post", "/affiliations/", {"organisation": naftan.pk}).json()["id"]
    assert call("admin", "post", f"/affiliations/{refused}/decline/", {"reason": "no"}).json()["state"] == "declined"


def test_who_sees_which_affiliations(call: Any, naftan: Organisation) -> None:
    AffiliationRequestFactory(organisation=naftan)
    listed = {
        who: len(call(who, "get", f"/affiliations/?organisation={naftan.pk}").json()["results"])
        for who in ("registered", "member", "representative", "admin", "coordinator")
    }
    assert listed == {"registered": 0, "member": 1, "representative": 2, "admin": 3, "coordinator": 3}
    assert call("guest", "get", "/affiliations/").status_code in (401, 403)
    assert len(call("admin", "get", "/affiliations/?state=requested").json()["results"]) == 1
    assert Affiliation.objects.count() == 4


def test_sectors(call: Any, naftan: Organisation) -> None:
    assert call("guest", "get", "/sectors/").json()["results"][0]["code"] == "refining"
