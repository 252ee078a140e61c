"""The engine: lock, policy, state, version, veto, effect, audit, notices, news."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StaleVersion, StateConflict, Vetoed
from clusterkit.core.hookpoints import Notify, Veto, hook_points
from clusterkit.core.policies import COORDINATOR, GUEST, Action, Actor, Policy, SystemActor, declare, policies
from clusterkit.core.transitions import Changed, Machine, Transition, apply
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.tenancy.context import current_schema, run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory

TEST_ACTION = declare("test.confirm", COORDINATOR, "Confirm in a test")
MACHINE = Machine(
    Transition("confirm", frozenset({"requested"}), "confirmed", TEST_ACTION, "Confirm"),
    Transition("end", frozenset({"confirmed"}), "ended", TEST_ACTION, "End", needs_reason=True),
)


class AnyAffiliation(Policy[Affiliation]):
    """A policy for the tests: coordinators may, and everybody sees."""

    model = Affiliation
    view = declare("test.view", GUEST, "See in a test")

    def can(self, actor: Actor, action: Action, obj: Affiliation | None = None) -> bool:
        return actor.allows(action)


@pytest.fixture(autouse=True)
def _policy(monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[Any, Any] = {**policies._policies, Affiliation: AnyAffiliation()}
    monkeypatch.setattr(policies, "_policies", known)


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[ports.AuditEntry]:
    found: list[ports.AuditEntry] = []
    monkeypatch.setattr(ports.audit, "_filled", found.append)
    return found


@pytest.fixture
def hook_names() -> Iterator[None]:
    before = set(hook_points)
    yield
    for name in set(hook_points) - before:
        del hook_points[name]


def make_affiliation() -> Affiliation:
    organisation = Organisation.objects.create(slug="plant", name="Plant", short_name="Plant")
    return Affiliation.objects.create(organisation=organisation, user=UserFactory())


@pytest.mark.django_db
def test_a_transition_saves_counts_the_version_and_writes_one_audit_row(rows: list[ports.AuditEntry]) -> None:
    affiliation = make_affiliation()
    saved = apply(MACHINE, "confirm", affiliation, actor=SystemActor(), reason="known person")
    affiliation.refresh_from_db()
    assert (affiliation.state, affiliation.version) == ("confirmed", 2)
    assert saved.state_changed_at > affiliation.created_at
    assert [(row.before, row.after, row.reason) for row in rows] == [
        ({"state": "requested"}, {"state": "confirmed"}, "known person")
    ]


@pytest.mark.django_db
def test_what_the_engine_refuses_changes_nothing(rows: list[ports.AuditEntry]) -> None:
    affiliation = make_affiliation()
    guest = ports.make_viewer.call(UserFactory())
    with pytest.raises(NotPermitted):
        apply(MACHINE, "confirm", affiliation, actor=guest)
    with pytest.raises(StateConflict) as conflict:
        apply(MACHINE, "end", affiliation, actor=SystemActor(), reason="x")
    assert conflict.value.details == {"state": "requested"}
    with pytest.raises(StaleVersion) as stale:
        apply(MACHINE, "confirm", affiliation, actor=SystemActor(), expected_version=7)
    assert stale.value.details == {"version": 1, "expected": 7}
    Affiliation.objects.filter(pk=affiliation.pk).update(state="confirmed")
    with pytest.raises(InvalidInput):
        apply(MACHINE, "end", affiliation, actor=SystemActor(), reason="  ")
    affiliation.delete()
    affiliation.pk = 987654
    with pytest.raises(NotVisible):
        apply(MACHINE, "confirm", affiliation, actor=SystemActor())
    assert rows == []


@pytest.mark.django_db
def test_a_veto_sees_the_old_state_and_keeps_it(rows: list[ports.AuditEntry], hook_names: None) -> None:
    affiliation = make_affiliation()
    veto: Veto[Changed[Any]] = Veto("t_transition_veto", Changed, "doc")
    seen: list[str] = []

    def refuse(changed: Changed[Any]) -> str:
        seen.append(changed.obj.state)
        return "not today"

    with veto.override(refuse), pytest.raises(Vetoed, match="not today"):
        apply(MACHINE, "confirm", affiliation, actor=SystemActor(), veto=veto)
    affiliation.refresh_from_db()
    assert (seen, affiliation.state, rows) == (["requested"], "requested", [])


@pytest.mark.django_db(transaction=True)
def test_effect_notices_and_news_belong_to_the_same_change(
    rows: list[ports.AuditEntry], hook_names: None, monkeypatch: pytest.MonkeyPatch, alpha: Cluster
) -> None:
    affiliation = make_affiliation()
    sent: list[ports.Notice] = []
    monkeypatch.setattr(ports.notices, "_filled", sent.extend)
    heard: list[tuple[str, str]] = []
    announce: Notify[Changed[Any]] = Notify("t_transition_news", Changed, "doc")
    announce.connect(lambda changed: heard.append((current_schema(), changed.obj.state)))
    kind = ports.NoticeKind("t.confirmed", "Confirmed", "t")

    def effect(obj: Affiliation) -> dict[str, Any]:
        obj.position = "engineer"
        return {"position": "engineer"}

    apply(
        MACHINE,
        "confirm",
        affiliation,
        actor=SystemActor(),
        effect=effect,
        notices=lambda obj: [ports.Notice(kind, [obj.user_id], "/", f"t:{obj.pk}:{obj.version}")],
        announce=announce,
    )
    affiliation.refresh_from_db()
    assert affiliation.position == "engineer"
    assert rows[0].after == {"state": "confirmed", "position": "engineer"}
    assert [notice.event for notice in sent] == [f"t:{affiliation.pk}:2"]
    assert heard == [(alpha.schema_name, "confirmed")]


def race(cluster: Cluster, affiliation: Affiliation, confirm: Any, threads: int = 8) -> list[str]:
    """Let *threads* threads confirm at once; the results in words."""
    barrier = threading.Barrier(threads)
    results: list[str] = []

    def one() -> None:
        barrier.wait()
        try:
            confirm(Affiliation.objects.get(pk=affiliation.pk))
            results.append("confirmed")
        except StateConflict:
            results.append("conflict")

    def work() -> None:
        try:
            run_in_cluster(cluster, one)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_the_first_lock_wins_and_the_others_get_a_conflict(alpha: Cluster, rows: list[ports.AuditEntry]) -> None:
    affiliation = make_affiliation()
    results = race(alpha, affiliation, lambda fresh: apply(MACHINE, "confirm", fresh, actor=SystemActor()))
    assert sorted(results) == ["confirmed"] + ["conflict"] * 7
    assert len(rows) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_race_shows(alpha: Cluster) -> None:
    """The negative control: the same race over a change that reads and writes without a lock."""
    affiliation = make_affiliation()
    gate = threading.Barrier(8)

    def unlocked(fresh: Affiliation) -> None:
        if fresh.state != "requested":
            raise StateConflict
        gate.wait()
        fresh.state = "confirmed"
        fresh.save()

    assert race(alpha, affiliation, unlocked).count("confirmed") == 8


@pytest.mark.django_db
def test_buttons_are_what_the_state_and_the_policy_allow() -> None:
    affiliation = make_affiliation()
    assert [item.name for item in MACHINE.available(affiliation, SystemActor())] == ["confirm"]
    assert MACHINE.available(affiliation, ports.make_viewer.call(UserFactory())) == []
    assert [item.name for item in MACHINE] == ["confirm", "end"]
    with pytest.raises(ValueError, match="same name"):
        Machine(MACHINE["end"], MACHINE["end"])
