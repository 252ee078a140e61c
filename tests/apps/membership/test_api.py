"""The JSON API: the same rules as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from clusterkit.membership.models import Application
from clusterkit.membership.services import request_info, save_draft
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, DocumentFactory, MembershipFactory
from tests.apps.membership.conftest import Party, asked

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
ROOT = "/api/v1/applications/"
Clients = Callable[..., Client]


def send(client: Client, path: str, **data: Any) -> Any:
    return client.post(f"{ROOT}{path}", data, content_type="application/json")


def test_the_whole_way(client_for: Clients, party: Party) -> None:
    applicant, first, second = (client_for(user) for user in (party.applicant, party.first, party.second))
    made = send(applicant, "", organisation=party.organisation.pk)
    assert made.status_code == 201
    pk = made.json()["id"]
    assert made.json()["actions"] == ["submit", "withdraw"]
    answers = {
        "motivation": "Partners",
        "contribution": "A laboratory",
        "contact_email": "anna@example.org",
        "declaration": True,
        "version": 1,
    }
    patched = applicant.patch(f"{ROOT}{pk}/", answers, content_type="application/json")
    assert (patched.status_code, patched.json()["version"]) == (200, 2)
    stale = applicant.patch(f"{ROOT}{pk}/", answers, content_type="application/json")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    lacking = send(applicant, f"{pk}/submit/")
    assert lacking.status_code == 400
    assert [part["field"] for part in lacking.json()["missing"]] == ["documents"]
    upload = SimpleUploadedFile("charter.pdf", PDF)
    added = applicant.post(f"{ROOT}{pk}/documents/", {"file": upload, "kind": "charter"})
    assert added.status_code == 201
    assert [row["kind"] for row in applicant.get(f"{ROOT}{pk}/documents/").json()] == ["charter"]
    assert send(applicant, f"{pk}/submit/").json()["state"] == "submitted"
    assert send(first, f"{pk}/take-up/").json()["state"] == "under_review"
    asked = send(first, f"{pk}/request-info/", reason="details", text="Which laboratory?")
    assert asked.json()["state"] == "needs_info"
    assert send(applicant, f"{pk}/submit/").json()["revision"] == 2
    old = send(first, f"{pk}/propose/", verdict="approve", revision=1)
    assert (old.status_code, old.json()["code"]) == (409, "stale_version")
    assert send(first, f"{pk}/propose/", verdict="approve", revision=2).json()["state"] == "under_review"
    assert send(first, f"{pk}/take-back/").status_code == 200
    assert send(first, f"{pk}/propose/", verdict="reject", revision=2).status_code == 400
    assert send(first, f"{pk}/propose/", verdict="approve", revision=2).status_code == 200
    assert send(second, f"{pk}/confirm/", verdict="approve", revision=2).json()["state"] == "approved"
    late = send(applicant, f"{pk}/withdraw/", reason="Oh")
    assert (late.status_code, late.json()["code"]) == (409, "state_conflict")
    terms = applicant.get("/api/v1/memberships/").json()["results"]
    assert [(term["organisation"], term["status"]) for term in terms] == [(party.organisation.pk, "active")]


def test_nobody_applies_for_others(client_for: Clients, party: Party) -> None:
    other = OrganisationFactory()
    answer = send(client_for(party.applicant), "", organisation=other.pk)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["organisation"])
    assert client_for().post(ROOT, {}, content_type="application/json").status_code in (401, 403)


@pytest.mark.parametrize("who", ["first", "affiliated", "stranger"])
def test_a_draft_is_not_there_for_others(client_for: Clients, party: Party, who: str) -> None:
    draft = party.draft()
    client = client_for(getattr(party, who))
    assert client.get(f"{ROOT}{draft.pk}/").status_code == 404
    assert client.get(f"{ROOT}{draft.pk}/documents/").status_code == 404
    assert client.get(ROOT).json()["results"] == []


def test_reviewers_see_what_was_sent_only(client_for: Clients, party: Party) -> None:
    application = request_info(application=party.reviewed(), reason="other", text="More", actor=party.viewer("first"))
    save_draft(application=application, actor=party.viewer("applicant"), motivation="Typing now")
    DocumentFactory(application=application, title="Not sent")
    office, applicant = client_for(party.first), client_for(party.applicant)
    assert applicant.get(f"{ROOT}{application.pk}/").json()["motivation"] == "Typing now"
    assert office.get(f"{ROOT}{application.pk}/").json()["motivation"] != "Typing now"
    assert len(applicant.get(f"{ROOT}{application.pk}/documents/").json()) == 2
    assert len(office.get(f"{ROOT}{application.pk}/documents/").json()) == 1


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("{pk}/request-info/", {"reason": "whim", "text": "x"}),
        ("{pk}/request-info/", {"reason": "other", "text": "x", "due_on": "2020-01-01"}),
        ("{pk}/request-info/", {"reason": "other", "text": "x", "due_on": "tomorrow"}),
        ("{pk}/propose/", {"verdict": "maybe", "revision": 1}),
        ("{pk}/propose/", {"verdict": "approve"}),
        ("{pk}/confirm/", {"verdict": "approve", "revision": "one"}),
        ("{pk}/take-up/", {"version": "one"}),
    ],
)
def test_bad_input_is_a_problem(client_for: Clients, party: Party, path: str, data: dict[str, Any]) -> None:
    application = party.reviewed()
    answer = send(client_for(party.first), path.format(pk=application.pk), **data)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_unknown_numbers_are_not_found(client_for: Clients, party: Party) -> None:
    client = client_for(party.first)
    for path in (f"{ROOT}999/", f"{ROOT}abc/", "/api/v1/memberships/999/"):
        assert client.get(path).status_code == 404


def test_a_wrong_file_is_refused(client_for: Clients, party: Party) -> None:
    upload = SimpleUploadedFile("charter.pdf", b"MZ")
    answer = client_for(party.applicant).post(
        f"{ROOT}{party.draft().pk}/documents/", {"file": upload, "kind": "charter"}
    )
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["file"]


def test_lists_cost_the_same(
    client_for: Clients, party: Party, settings: Any, django_assert_max_num_queries: Any
) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}
    client = client_for(party.first)
    client.get(ROOT)
    counts = []
    for number in (1, 3):
        while Application.objects.count() < number:
            ApplicationFactory(state="submitted", submitted_at=timezone.now())
            MembershipFactory()
        for path in (ROOT, "/api/v1/memberships/"):
            with django_assert_max_num_queries(12) as captured:
                assert len(client.get(path).json()["results"]) == number
            counts.append(asked(captured))
    assert counts[:2] == counts[2:]


def test_guests_see_members_without_their_dates(client_for: Clients, party: Party) -> None:
    term = MembershipFactory()
    MembershipFactory(organisation=party.organisation)
    client = client_for()
    rows = client.get("/api/v1/memberships/").json()["results"]
    assert [(row["id"], row["is_member"], row["ends_on"], row["number"]) for row in rows] == [
        (term.pk, True, None, None)
    ]
    # A filter by what one may not know finds nothing.
    assert client.get("/api/v1/memberships/?status=active").json()["results"] == []
    assert client.get(ROOT).status_code in (401, 403)


def test_filters(client_for: Clients, party: Party) -> None:
    application = party.submitted()
    client = client_for(party.first)
    for query, found in {"state=submitted": 1, "state=approved": 0, "mine=1": 1, "age=31-": 0}.items():
        assert len(client.get(f"{ROOT}?{query}").json()["results"]) == found, query
    assert client.get(f"{ROOT}?state=nonsense").status_code == 400
    assert client.get(f"{ROOT}{application.pk}/").json()["actions"] == ["take_up"]
