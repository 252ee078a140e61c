"""The audit log: what is written, that it stays, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from clusterkit.access.services import give_tier
from clusterkit.access.viewer import viewer_of
from clusterkit.audit.actions import VIEW
from clusterkit.audit.models import AppendOnlyError, AuditRow
from clusterkit.audit.policies import AuditRowPolicy
from clusterkit.audit.wording import log_entries
from clusterkit.core import ports
from clusterkit.core.policies import MEMBER, SystemActor, policy_of, visible_to
from clusterkit.tenancy.context import cluster_context, enter
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.audit import AuditRowFactory
from clusterkit.testing.plugin import BETA_HOST

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]


def test_an_act_leaves_a_row() -> None:
    office, person = CoordinatorFactory(name="Office"), UserFactory(name="Anna")
    grant = give_tier(user=person, tier=MEMBER, actor=viewer_of(office, address="192.0.2.7"), reason="Founder")
    row = AuditRow.objects.get(action="access.give_tiers")
    assert (row.actor_pk, row.actor_name, row.address) == (str(office.pk), "Office", "192.0.2.7")
    assert (row.target_label, row.target_pk) == ("clusterkit_access.grant", str(grant.pk))
    assert row.target_text == str(grant)
    assert row.after == {"tier": MEMBER, "user": person.pk}
    assert row.reason == "Founder"
    assert str(row.action_label) == "Give somebody a tier by name"


@pytest.mark.parametrize("address", [None, "", "unix:", "2001:db8::1"])
def test_address_is_written_where_there_is_one(address: str | None) -> None:
    ports.record(actor=SystemActor(address=address), action="core.coordinate", target=None)
    row = AuditRow.objects.get()
    assert row.address == (address if address == "2001:db8::1" else None)
    assert (row.target_label, row.target_pk, row.target_text) == ("", "", "")


def test_odd_values_are_written() -> None:
    person = UserFactory(name="x" * 150)
    ports.record(
        actor=SystemActor(display_name="n" * 500),
        action="unknown.action",
        target=person,
        before={"day": date(2026, 1, 2), "list": [1, "два"], "none": None},
        after={"day": date(2026, 1, 3)},
    )
    row = AuditRow.objects.get()
    assert len(row.actor_name) == 200
    assert row.action_label == "unknown.action"
    [entry] = log_entries([row], SystemActor())
    assert entry.kind.lower() == str(type(person)._meta.verbose_name).lower()
    assert [(item.name, item.before, item.after) for item in entry.changes] == [
        ("Day", "2026-01-02", "2026-01-03"),
        ("List", "1, два", ""),
    ]


def test_undone_work_leaves_no_row() -> None:
    with transaction.atomic():
        ports.record(actor=SystemActor(), action="core.coordinate", target=None)
        transaction.set_rollback(True)
    assert not AuditRow.objects.exists()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: AuditRow.objects.all().delete(),
        lambda row: AuditRow.objects.filter(pk=row.pk).update(reason="x"),
        lambda row: AuditRow.objects.bulk_update([row], ["reason"]),
        lambda row: AuditRow.objects.update_or_create(pk=row.pk, defaults={"reason": "x"}),
        lambda row: AuditRow.objects.bulk_create(
            [AuditRow(pk=row.pk, action="x")], update_conflicts=True, update_fields=["action"], unique_fields=["id"]
        ),
    ],
)
def test_rows_are_never_changed_or_deleted(attempt: Callable[[AuditRow], Any]) -> None:
    row = AuditRowFactory(reason="as it was")
    row.reason = "changed"
    with pytest.raises(AppendOnlyError):
        attempt(row)
    assert AuditRow.objects.get().reason == "as it was"


def test_deleting_the_person_keeps_what_he_did() -> None:
    office = CoordinatorFactory(name="Office")
    ports.record(actor=viewer_of(office), action="core.coordinate", target=office)
    office.delete()
    assert AuditRow.objects.get().actor_name == "Office"


def test_list_and_object_answers_agree() -> None:
    row = AuditRowFactory()
    policy = policy_of(AuditRow)
    assert isinstance(policy, AuditRowPolicy)
    for viewer, sees in (
        (viewer_of(AnonymousUser()), False),
        (viewer_of(MemberFactory()), False),
        (viewer_of(CoordinatorFactory()), True),
        (SystemActor(), True),
    ):
        assert policy.can(viewer, VIEW, row) is sees
        assert visible_to(viewer, AuditRow.objects.all()).exists() is sees


def test_page_is_for_coordinators(client_for: Make) -> None:
    clients = [client_for(), client_for(MemberFactory()), client_for(CoordinatorFactory())]
    assert [client.get("/audit/").status_code for client in clients] == [302, 403, 200]


def test_page_reads_as_text(client_for: Make) -> None:
    AuditRowFactory(
        actor_name="Office", before={"state": "submitted"}, after={"state": "approved"}, reason="<b>Good</b>"
    )
    html = client_for(CoordinatorFactory()).get("/audit/").content.decode()
    assert "Coordinate the cluster" in html
    assert "<del>submitted</del> → <ins>approved</ins>" in html
    assert "&lt;b&gt;Good&lt;/b&gt;" in html
    assert "Audit log" in html


def test_filters(client_for: Make, alpha: Cluster) -> None:
    AuditRowFactory(target_text="Нафтан", action="audit.view", actor_name="Anna", at=timezone.make_aware(_day(1)))
    AuditRowFactory(target_text="Полимир", actor_name="Boris", target_pk="77", at=timezone.make_aware(_day(20)))
    client = client_for(CoordinatorFactory())
    for query, seen, hidden in (
        ("action=audit.view", "Нафтан", "Полимир"),
        ("person=bor", "Полимир", "Нафтан"),
        ("about=нафт", "Нафтан", "Полимир"),
        ("since=2026-03-10", "Полимир", "Нафтан"),
        ("until=2026-03-10", "Нафтан", "Полимир"),
        ("target=clusterkit_directory.organisation&target_pk=77", "Полимир", "Нафтан"),
    ):
        html = client.get(f"/audit/?{query}").content.decode()
        assert seen in html
        assert hidden not in html
    assert "Nothing matches" in client.get("/audit/?person=nobody").content.decode()
    wrong = client.get("/audit/?since=yesterday&action=no.such")
    assert wrong.status_code == 200
    assert "Enter a valid date" in wrong.content.decode()


def _day(day: int) -> Any:
    from datetime import datetime

    return datetime(2026, 3, day, 12, 0)


@pytest.mark.parametrize("path", ["/audit/", "/api/v1/audit/"])
def test_three_rows_cost_what_one_costs(path: str, client_for: Make, alpha: Cluster, settings: Settings) -> None:
    # No look for changed hosts in between, however slow the machine.
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}
    client = client_for(CoordinatorFactory())
    costs = []
    for count in (1, 2):
        for _number in range(count):
            AuditRowFactory()
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        costs.append(len(queries))
        enter(alpha)
    assert costs[0] == costs[1]


def test_api(client_for: Make) -> None:
    row = AuditRowFactory(after={"state": "approved"})
    AuditRowFactory(action="audit.view")
    office, member, guest = client_for(CoordinatorFactory()), client_for(MemberFactory()), client_for()
    assert guest.get("/api/v1/audit/").status_code in (401, 403)
    assert member.get("/api/v1/audit/").status_code == 403
    found = office.get("/api/v1/audit/?action=core.coordinate").json()["results"]
    assert [item["id"] for item in found] == [row.pk]
    one = office.get(f"/api/v1/audit/{row.pk}/").json()
    assert one["after"] == {"state": "approved"}
    assert one["action_label"] == "Coordinate the cluster"
    assert office.delete(f"/api/v1/audit/{row.pk}/").status_code == 405
    assert office.get("/api/v1/audit/?since=never").status_code == 400


def test_two_clusters_keep_apart(beta: Cluster, client_for: Make) -> None:
    AuditRowFactory(target_text="canary of alpha")
    office = client_for(CoordinatorFactory())
    with cluster_context(beta):
        AuditRowFactory(target_text="canary of beta")
        assert AuditRow.objects.get().pk == 1 or AuditRow.objects.count() == 1
        office_there = client_for(CoordinatorFactory(), host=BETA_HOST)
    for client, own, other in ((office, "alpha", "beta"), (office_there, "beta", "alpha")):
        html = client.get("/audit/").content.decode()
        assert f"canary of {own}" in html
        assert f"canary of {other}" not in html
