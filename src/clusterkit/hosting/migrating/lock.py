"""One run at a time.

A transaction-bound advisory lock, held by an open transaction on a connection of its own. It ends with the process,
``kill -9`` included, so that the next run starts at once; it writes nothing and reads nothing, so that it keeps no
old rows alive; it needs no table, which the run may be about to make.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from clusterkit.hosting.exceptions import BusyError
from clusterkit.tenancy.context import public_schema, tenant_connection

NAME: Final = "clusterkit migrate"


@contextmanager
def only_run() -> Iterator[None]:
    """Let the block run alone. Raises ``BusyError`` at once where another run is under way."""
    connection = tenant_connection()
    with public_schema():
        parameters: dict[str, Any] = {**connection.get_connection_params(), "application_name": NAME}
    parameters.pop("pool", None)
    with psycopg.connect(**parameters) as raw:
        raw.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        row = raw.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [NAME]).fetchone()
        if not (row and row[0]):
            raise BusyError(f"Another run of the migrations is under way{_since(raw)}. Wait for its end.")
        yield


def _since(raw: psycopg.Connection[Any]) -> str:
    row = raw.execute(
        "SELECT to_char(min(xact_start), 'YYYY-MM-DD HH24:MI:SS TZ'), count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = %s AND pid <> pg_backend_pid()",
        [NAME],
    ).fetchone()
    return f" since {row[0]}" if row and row[0] else ""
