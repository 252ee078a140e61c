"""The chain: whatever is changed with SQL alone is told, and what cannot be told is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from clusterkit.audit import digests
from clusterkit.audit.models import AuditChain, AuditRow, AuditSeal
from clusterkit.audit.services import continue_in_copy, seal, seal_due, verify
from clusterkit.core import ports
from clusterkit.core.policies import SystemActor
from clusterkit.jobs.worker import Worker
from clusterkit.tenancy.context import cluster_context, current_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.audit import AuditRowFactory
from tests.apps.audit.tampering import CHAINS, ROWS, SEALS, copy_of, faults, keys, put_back, rows_of, run, told

pytestmark = pytest.mark.django_db


def three_sealed() -> list[AuditRow]:
    """Three rows, the first two in one seal, the third in the next."""
    rows: list[Any] = [
        AuditRowFactory(after={"state": "approved"}, address="192.0.2.7"),
        AuditRowFactory(reason="Founder"),
    ]
    seal()
    rows.append(AuditRowFactory())
    seal()
    return rows


def test_a_log_that_nobody_touched_is_whole() -> None:
    rows = three_sealed()
    AuditRowFactory()
    check = verify()
    assert (check.is_whole, check.rows, check.seals, check.waiting) == (True, 4, 2, 1)
    assert [link.row_ids for link in AuditSeal.objects.order_by("number")] == [keys(rows[:2]), keys(rows[2:])]
    assert check.last == str(AuditSeal.objects.get(number=2))


def test_an_empty_log_is_whole() -> None:
    assert seal() == 0
    check = verify()
    assert (check.is_whole, check.rows, check.seals, check.last) == (True, 0, 0, "")


ODD: list[Any] = [
    {"float": 0.1 + 0.2, "whole": 2.0, "large": 1e22, "small": 5e-324, "minus": -0.0, "none": None},
    {"number": 10**25, "odd": float("inf"), "not": float("nan")},
    {"nul": "a\x00b", "half": "\ud800", "key\x00": ["\x00"], 7: "seven"},
    {"day": timezone.now(), "days": (timedelta(days=1),), "да": "нет 🙂", "": {"b": [True, False], "a": {}}},
]


@pytest.mark.parametrize("values", ODD)
def test_values_come_back_as_they_were_signed(values: Any) -> None:
    ports.record(actor=SystemActor(), action="x", target=None, before=values, after=values, reason="a\x00b\ud800")
    AuditRow.objects.bulk_create([AuditRow(action="y", before=values), AuditRow(action="z")])
    assert seal() == 3
    assert verify().is_whole
    assert AuditRow.objects.get(action="x").reason == "ab?"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::102:304", "::1.2.3.4"),
        ("unix:", None),
        ("192.0.2.7, 198.51.100.1", None),
    ],
)
def test_addresses_come_back_as_they_were_signed(given: str, kept: str | None) -> None:
    ports.record(actor=SystemActor(address=given), action="x", target=None)
    assert AuditRow.objects.get().address == kept
    assert verify().is_whole


def test_every_column_is_signed() -> None:
    assert {field.name for field in AuditRow._meta.concrete_fields} == {*AuditRow.SIGNED, "digest"}


CHANGES = {
    "at": "at + interval '1 microsecond'",
    "actor_pk": "'1'",
    "actor_name": "'Somebody else'",
    "address": "NULL",
    "action": "'core.other'",
    "target_label": "''",
    "target_pk": "target_pk || '0'",
    "target_text": "target_text || ' '",
    "before": """'{"state": 1}'""",
    "after": """'{"state": "rejected"}'""",
    "reason": "'Friend'",
    "digest": "left(digest, 71) || 'x'",
    "id": "id + 1000",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_value_is_told(column: str) -> None:
    row = three_sealed()[0]
    run(f'UPDATE {ROWS} SET "{column}" = {CHANGES[column]} WHERE id = %s', row.pk)
    if column == "id":
        assert {("row_missing", row.pk), ("row_changed", row.pk + 1000)} <= told()
    else:
        assert ("row_changed", row.pk) in told()
    # Who seals again hides nothing.
    seal()
    assert {"row_changed", "row_missing"} & faults()


def test_a_changed_row_is_told_before_it_is_sealed() -> None:
    row = AuditRowFactory()
    run(f"UPDATE {ROWS} SET reason = 'x' WHERE id = %s", row.pk)
    assert told() == {("row_changed", row.pk)}


def test_rows_that_exchanged_their_numbers_are_told() -> None:
    first, _second, third = three_sealed()
    run(f"UPDATE {ROWS} SET id = -id WHERE id IN (%s, %s)", first.pk, third.pk)
    run(f"UPDATE {ROWS} SET id = %s + %s + id WHERE id < 0", first.pk, third.pk)
    assert {("row_changed", first.pk), ("row_changed", third.pk)} <= told()


def test_a_removed_row_is_told() -> None:
    rows = three_sealed()
    run(f"DELETE FROM {ROWS} WHERE id = %s", rows[1].pk)
    assert told() == {("row_missing", rows[1].pk)}


def test_an_inserted_row_is_told_sealed_or_not() -> None:
    three_sealed()
    columns = "at, actor_pk, actor_name, action, target_label, target_pk, target_text, before, after, reason, digest"
    run(f"INSERT INTO {ROWS} ({columns}) SELECT {columns} FROM {ROWS} LIMIT 1")
    added = AuditRow.objects.latest("pk")
    assert told() == {("row_changed", added.pk)}
    seal()
    assert told() == {("row_changed", added.pk)}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("at = at + interval '1 day'", "seal_changed"),
        ("row_ids = ARRAY[row_ids[2], row_ids[1]]", "seal_changed"),
        ("row_ids = ARRAY[row_ids[1]]", "seal_changed"),
        ("last_id = last_id + 1", "seal_changed"),
        ("previous = repeat('0', 72)", "seal_changed"),
        ("after_break = true", "seal_changed"),
        ("schema = 'other'", "seal_changed"),
        ("digest = left(digest, 71) || 'x'", "seal_changed"),
        ("digest = ''", "seal_unknown_key"),
        ("number = 7", "seal_changed"),
    ],
)
def test_a_changed_seal_is_told(change: str, fault: str) -> None:
    three_sealed()
    run(f"UPDATE {SEALS} SET {change} WHERE number = 1")
    assert fault in faults()


def test_a_removed_seal_is_told_also_when_others_follow() -> None:
    three_sealed()
    run(f"DELETE FROM {SEALS} WHERE number = 1")
    assert ("seal_missing", 1) in told()
    assert seal() == 2
    assert ("seal_missing", 1) in told()


def test_the_last_seal_removed_with_its_rows_is_told_for_ever() -> None:
    rows = three_sealed()
    run(f"DELETE FROM {SEALS} WHERE number = 2")
    run(f"DELETE FROM {ROWS} WHERE id = %s", rows[2].pk)
    assert told() == {("end_missing", 2)}
    AuditRowFactory()
    seal()
    assert told() == {("seal_missing", 2), ("seal_order", 3)} or told() == {("seal_missing", 2)}


def test_all_seals_removed_are_told() -> None:
    three_sealed()
    run(f"DELETE FROM {SEALS}")
    assert told() == {("end_missing", 2)}
    seal()
    assert told() == {("seal_missing", 1), ("seal_missing", 2)}


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {CHAINS} SET number = 1, digest = (SELECT digest FROM {SEALS} WHERE number = 1)",
        f"UPDATE {CHAINS} SET mark = ''",
        f"DELETE FROM {CHAINS}",
    ],
)
def test_a_removed_end_that_was_covered_up_is_told_for_ever(statement: str) -> None:
    rows = three_sealed()
    run(statement)
    run(f"DELETE FROM {SEALS} WHERE number = 2")
    run(f"DELETE FROM {ROWS} WHERE id = %s", rows[2].pk)
    assert "chain_changed" in faults()
    AuditRowFactory()
    seal()
    assert "after_break" in faults()


def test_an_end_of_an_older_time_is_told_to_who_noted_a_newer_one() -> None:
    """What the database alone cannot show: all three tables as they were at an earlier moment."""
    AuditRowFactory()
    seal()
    for table in (ROWS, SEALS, CHAINS):
        copy_of(table)
    AuditRowFactory()
    seal()
    noted = verify().last
    assert verify(expected=noted).is_whole
    for table in (ROWS, SEALS, CHAINS):
        put_back(table)
    assert verify().is_whole
    assert told(verify(expected=noted)) == {("not_as_noted", 2)}
    assert told(verify(expected="nonsense")) == {("not_as_noted", 0)}


def test_a_row_that_was_never_sealed_can_vanish() -> None:
    """The other thing that nobody can show: numbers have gaps by nature, as undone work leaves them."""
    three_sealed()
    AuditRowFactory()
    run(f"DELETE FROM {ROWS} WHERE id = (SELECT max(id) FROM {ROWS})")
    assert verify().is_whole


def test_a_low_number_that_is_committed_late_is_sealed_later() -> None:
    late, early = AuditRow(pk=5, action="late"), AuditRowFactory(pk=9)
    seal()
    late.save()
    assert seal() == 1
    assert [link.row_ids for link in AuditSeal.objects.order_by("number")] == [[early.pk], [late.pk]]
    assert verify().is_whole


def test_many_rows_take_several_seals() -> None:
    AuditRow.objects.bulk_create([AuditRow(action="x") for _number in range(7)])
    assert seal(limit=3) == 7
    assert sorted(len(link.row_ids) for link in AuditSeal.objects.all()) == [1, 3, 3]
    assert seal(limit=3) == 0
    assert verify().is_whole


def test_only_so_many_findings_are_kept() -> None:
    AuditRow.objects.bulk_create([AuditRow(action="x") for _number in range(60)])
    run(f"UPDATE {ROWS} SET reason = 'x'")
    check = verify()
    assert (check.faults, len(check.findings)) == (60, 50)


def test_the_worker_seals_what_is_old_enough(alpha: Cluster) -> None:
    with time_machine.travel("2026-03-02 10:00:00+03:00", tick=False) as clock:
        AuditRowFactory()
        Worker().go_round()
        assert not AuditSeal.objects.exists()
        clock.shift(timedelta(seconds=31))
        AuditRowFactory()
        Worker().go_round()
        assert len(AuditSeal.objects.get().row_ids) == 2
        clock.shift(timedelta(hours=3))
        AuditRowFactory()
        clock.shift(timedelta(seconds=31))
        Worker().go_round()
        assert AuditSeal.objects.count() == 2
        assert verify().is_whole


def test_a_quiet_visit_of_the_worker_is_cheap(django_assert_num_queries: Any) -> None:
    three_sealed()
    with django_assert_num_queries(2):
        assert seal_due(now=timezone.now() + timedelta(days=1)) == 0


def test_keys_are_changed_as_long_as_the_old_one_is_known(settings: Settings) -> None:
    rows = three_sealed()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "a-new-key-for-everything-that-is-long-enough"
    assert {("row_unknown_key", rows[0].pk), ("seal_unknown_key", 1), ("chain_changed", 2)} <= told()
    settings.SECRET_KEY_FALLBACKS = [old]
    assert verify().is_whole
    AuditRowFactory()
    seal()
    assert verify().is_whole
    settings.SECRET_KEY_FALLBACKS = []
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "AUDIT_KEYS": ["the log's own key", settings.SECRET_KEY, old]}
    AuditRowFactory()
    seal()
    assert verify().is_whole
    newest = AuditRow.objects.first()
    assert newest is not None
    assert newest.digest[:8] not in {row.digest[:8] for row in rows}


def test_the_mark_does_not_give_the_key_away() -> None:
    mark = digests.sign("x", "y", [1])
    assert not any(str(key) in mark for key in digests.known_keys())
    assert digests.judge(mark, "x", "y", [1]) is digests.Verdict.WHOLE
    assert digests.judge(mark, "x", "z", [1]) is digests.Verdict.CHANGED
    assert digests.judge(mark, "z", "y", [1]) is digests.Verdict.CHANGED


def test_rows_of_another_cluster_are_told(beta: Cluster) -> None:
    three_sealed()
    stolen = {table: rows_of(table) for table in (ROWS, SEALS, CHAINS)}
    with connection.cursor() as cursor:
        for table in (ROWS, SEALS, CHAINS):
            cursor.execute(f'INSERT INTO "{beta.schema_name}".{table} SELECT * FROM {table}')
    with cluster_context(beta):
        assert len(rows_of(ROWS)) == len(stolen[ROWS])
        assert "chain_changed" in faults()
        # Where a copy is made by the package it goes on.
        AuditChain.objects.all().delete()


def test_a_copy_goes_on_where_it_was_whole(beta: Cluster, alpha: Cluster) -> None:
    three_sealed()
    AuditRowFactory()
    _move_into(beta)
    with cluster_context(beta):
        continue_in_copy(old_schema=alpha.schema_name)
        assert not AuditRow.objects.filter(pk=1_000_000).exists()
        AuditRowFactory()
        check = verify()
        assert (check.is_whole, check.seals, check.waiting) == (True, 3, 1)
        assert set(AuditSeal.objects.values_list("schema", flat=True)) == {alpha.schema_name}
        seal()
        assert verify().is_whole
        link = AuditSeal.objects.first()
        assert link is not None
        assert link.schema == current_schema()


def test_a_copy_of_what_was_tampered_with_stays_marked(beta: Cluster, alpha: Cluster) -> None:
    rows = three_sealed()
    run(f"DELETE FROM {SEALS} WHERE number = 2")
    run(f"DELETE FROM {ROWS} WHERE id = %s", rows[2].pk)
    run(f"UPDATE {CHAINS} SET number = 1, digest = (SELECT digest FROM {SEALS} WHERE number = 1)")
    _move_into(beta)
    with cluster_context(beta):
        continue_in_copy(old_schema=alpha.schema_name)
        assert faults() == {"after_break"}


def test_a_copy_of_what_was_never_sealed_goes_on(beta: Cluster, alpha: Cluster) -> None:
    AuditRowFactory()
    _move_into(beta)
    with cluster_context(beta):
        continue_in_copy(old_schema=alpha.schema_name)
        AuditRowFactory()
        assert verify().is_whole


def _move_into(cluster: Cluster) -> None:
    with connection.cursor() as cursor:
        for table in (ROWS, SEALS, CHAINS):
            cursor.execute(f'DELETE FROM "{cluster.schema_name}".{table}')
            cursor.execute(f'INSERT INTO "{cluster.schema_name}".{table} SELECT * FROM {table}')
