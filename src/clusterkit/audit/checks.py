"""What the doctor says of audit logs: those that did not hold when they were last looked over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django_tenants.utils import get_public_schema_name, quote_schema_name

from clusterkit.audit.logs import all_logs
from clusterkit.tenancy.context import public_schema, tenant_connection

SCHEMAS_A_QUERY = 200


@register(Tags.database)
def check_logs(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """No log is known to be tampered with. It reads what was noted, and looks no log over."""
    if tenant_connection().alias not in (databases or ()):
        return []
    return [
        Error(
            f"The audit log in the schema {schema} did not hold when it was last looked over: {faults} findings",
            hint=f"manage.py {_command(schema)} tells them; see the explanation of the audit log.",
            id="clusterkit.E070",
        )
        for schema, faults in _noted()
    ]


def _command(schema: str) -> str:
    return "run_in public verify_audit" if schema == get_public_schema_name() else "clusters run --all verify_audit"


def _noted() -> Iterable[tuple[str, int]]:
    """Schema and number of findings, for each log with any."""
    tables = [log.chains._meta.db_table for log in all_logs()]
    found: list[tuple[str, int]] = []
    with public_schema(), tenant_connection().cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE tablename = ANY(%s) ORDER BY 1", [tables])
        places = cursor.fetchall()
        for start in range(0, len(places), SCHEMAS_A_QUERY):
            each = (
                f"SELECT '{schema}', (checked->>'faults')::int FROM {quote_schema_name(schema)}.{table}"  # noqa: S608
                for schema, table in places[start : start + SCHEMAS_A_QUERY]
            )
            cursor.execute(f"SELECT * FROM ({' UNION ALL '.join(each)}) AS noted (name, faults) WHERE faults > 0")  # noqa: S608
            found += cursor.fetchall()
    return found
