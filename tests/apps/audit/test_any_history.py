"""Any history of writing and sealing is whole, and any single change of what is sealed is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.audit.models import AuditRow
from clusterkit.audit.services import seal, verify
from tests.apps.audit.tampering import CHAINS, ROWS, SEALS, run

pytestmark = pytest.mark.django_db

TEXT = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
ROW = st.fixed_dictionaries(
    {
        "actor_name": TEXT,
        "action": st.sampled_from(["core.coordinate", "x"]),
        "address": st.none() | st.ip_addresses().map(str),
        "target_text": TEXT,
        "reason": TEXT,
        "before": st.dictionaries(TEXT, JSON, max_size=3),
        "after": st.dictionaries(TEXT, JSON, max_size=3),
    }
)
STEP = st.one_of(ROW, st.just("seal"), st.lists(ROW, min_size=1, max_size=3))

OTHERWISE: dict[str, str] = {
    "bigint": "{column} + 1000",
    "integer": "{column} + 1000",
    "boolean": "NOT {column}",
    "timestamp with time zone": "{column} + interval '1 microsecond'",
    "inet": "CASE WHEN {column} = '192.0.2.9' THEN NULL ELSE '192.0.2.9'::inet END",
    "jsonb": "CASE WHEN {column} ? 'forged' THEN '{{}}'::jsonb ELSE {column} || '{{\"forged\": 1}}' END",
    "ARRAY": "array_append({column}, 0)",
}
A_TEXT = "CASE WHEN {column} = '' THEN 'x' ELSE left({column}, -1) END"


def columns() -> list[tuple[str, str, str]]:
    """Each column of the three tables with its type. What the look itself notes is not part of the chain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = ANY(%s) ORDER BY 1, ordinal_position",
            [[ROWS, SEALS, CHAINS]],
        )
        return [found for found in cursor.fetchall() if not found[1].startswith("checked")]


class Undo(Exception):
    """The end of one try."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=6), chosen=st.data())
def test_any_history_is_whole_and_any_change_is_told(steps: list[Any], chosen: st.DataObject) -> None:
    try:
        with transaction.atomic():
            for step in steps:
                if step == "seal":
                    seal(limit=2)
                elif isinstance(step, dict):
                    AuditRow.objects.create(**step)
                else:
                    AuditRow.objects.bulk_create([AuditRow(**values) for values in step])
            assert verify().is_whole
            if not AuditRow.objects.exists():
                raise Undo
            seal()
            check = verify()
            assert (check.is_whole, check.waiting) == (True, 0)
            table, column, kind = chosen.draw(st.sampled_from(columns()))
            change = OTHERWISE.get(kind, A_TEXT).format(column=f'"{column}"')
            first = f"(SELECT min(ctid) FROM {table})"
            run(f'UPDATE {table} SET "{column}" = {change} WHERE ctid = {first}')
            assert not verify().is_whole, (table, column)
            raise Undo
    except Undo:
        return
