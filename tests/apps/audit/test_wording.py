"""The audit log says what happened in words: no codes, no keys, no JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from clusterkit.audit.models import AuditRow
from clusterkit.audit.wording import Change, log_entries
from clusterkit.core.policies import SystemActor
from clusterkit.directory.services import set_contacts
from clusterkit.tenancy.context import enter
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.audit import AuditRowFactory
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]


def _changes(label: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    row = AuditRowFactory(target_label=label, before=before, after=after)
    [entry] = log_entries([row], SystemActor())
    return list(entry.changes)


@pytest.mark.parametrize(
    ("label", "before", "after", "expected"),
    [
        (
            "clusterkit_membership.application",
            {"state": "submitted"},
            {
                "state": "needs_info",
                "reason": "documents",
                "reason_title": "A document is missing",
                "due_on": "2026-05-04",
            },
            [
                Change("State", "sent", "needs an answer"),
                Change("Predefined reason", "", "A document is missing"),
                Change("Answer by", "", "May 4, 2026"),
            ],
        ),
        (
            "clusterkit_membership.application",
            {},
            {"verdict": "reject", "contested": True, "message": 7, "kind": "charter", "document": 3},
            [
                Change("Verdict", "", "reject"),
                Change("Reviewers disagree", "", "yes"),
                Change("Document", "", "charter"),
            ],
        ),
        (
            "clusterkit_membership.application",
            {},
            {"changed": ["motivation", "contact_phone"]},
            [Change("Changed", "", "why you want to join, phone of the contact person")],
        ),
        (
            "clusterkit_membership.membership",
            {"status": "active"},
            {"status": "suspended", "level": "full"},
            [Change("State", "active", "suspended"), Change("Level of participation", "", "full")],
        ),
        (
            "clusterkit_directory.organisation",
            {"is_published": False, "short_name": {"ru": "Нафтан", "en": "Naftan"}, "kind": "other"},
            {"is_published": True, "short_name": {"ru": "Нафтан", "en": "Naftan Refinery"}, "kind": "college"},
            [
                Change("Shown on the site", "no", "yes"),
                Change("Short name · English", "Naftan", "Naftan Refinery"),
                Change("Kind", "other organisation", "college"),
            ],
        ),
        (
            "clusterkit_directory.organisation",
            {"contact": ["a@b.by"]},
            {"contact": []},
            [Change("Contacts", "a@b.by", "")],
        ),
        (
            "clusterkit_access.rule",
            {"ideas.publish": "registered"},
            {"ideas.publish": "coordinator"},
            [Change("Publish an item of one's organisation", "registered", "coordinator")],
        ),
        (
            "clusterkit_events.event",
            {},
            {"starts_at": "2026-06-01T09:30:00+00:00", "mode": "hybrid"},
            [Change("Begins", "", "June 1, 2026, 12:30 p.m."), Change("Mode", "", "on site and online")],
        ),
        ("clusterkit_ideas.item", {}, {"kind": "request"}, [Change("Kind", "", "Request")]),
        (
            "clusterkit_ideas.item",
            {},
            {"kind": "of a host that is gone"},
            [Change("Kind", "", "of a host that is gone")],
        ),
        ("host.gone", {}, {"some_thing": {"a": 1}}, [Change("Some thing", "", "1")]),
        ("clusterkit_membership.application", {}, {"contested": False}, []),
        ("", {"state": "draft"}, {"state": "draft"}, []),
        (
            "clusterkit_events.event",
            {},
            {"starts_at": "soon", "organiser": "nobody"},
            [Change("Begins", "", "soon"), Change("Organiser", "", "number nobody")],
        ),
    ],
)
def test_values_are_words(
    label: str, before: Mapping[str, Any], after: Mapping[str, Any], expected: list[Change]
) -> None:
    with translation.override("en"):
        assert _changes(label, before, after) == expected


def test_things_and_people_are_named() -> None:
    anna, naftan = UserFactory(name="Anna Kavalenka"), OrganisationFactory(short_name={"en": "Naftan"})
    after = {"user": anna.pk, "organisation": naftan.pk, "role": "admin"}
    with translation.override("en"):
        said = _changes("clusterkit_directory.affiliation", {}, after)
    assert [item.after for item in said] == [str(anna), "Naftan", "administrator"]
    naftan.delete()
    with translation.override("en"):
        assert f"number {after['organisation']}" in [
            item.after for item in _changes("clusterkit_directory.affiliation", {}, after)
        ]


def test_the_page_has_words_and_the_api_has_data(client_for: Make) -> None:
    naftan = OrganisationFactory()
    set_contacts(organisation=naftan, rows=[], actor=SystemActor())
    row = AuditRowFactory(
        target_label="clusterkit_membership.application", before={"state": "draft"}, after={"state": "under_review"}
    )
    office = client_for(CoordinatorFactory())
    html = office.get("/audit/", headers={"Accept-Language": "en"}).content.decode()
    assert "under_review" not in html
    assert "<ins>under review</ins>" in html
    assert "Application" in html
    assert office.get(f"/api/v1/audit/{row.pk}/").json()["after"] == {"state": "under_review"}


def test_names_of_things_cost_the_same_for_any_number_of_rows(
    client_for: Make, alpha: Cluster, settings: Settings
) -> None:
    # No look for changed hosts in between, however slow the machine.
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}
    client = client_for(CoordinatorFactory())
    costs = []
    for count in (1, 2):
        for _number in range(count):
            item = ItemFactory()
            AuditRowFactory(
                target_label="clusterkit_ideas.interest",
                after={"item": item.pk, "organisation": item.organisation_id, "author": UserFactory().pk},
            )
        client.get("/audit/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/audit/").status_code == 200
        costs.append(len(queries))
        enter(alpha)
    assert costs[0] == costs[1]
    assert AuditRow.objects.count() >= 3
