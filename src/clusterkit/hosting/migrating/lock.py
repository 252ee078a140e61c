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
from clusterkit.hosting.holding import own_connection, try_lock

NAME: Final = "clusterkit migrate"


@contextmanager
def only_run() -> Iterator[None]:
    """Let the block run alone. Raises ``BusyError`` at once where another run is under way."""
    with own_connection(NAME) as raw:
        if not try_lock(raw, NAME):
            raise BusyError(f"Another run of the migrations is under way{_since(raw)}. Wait for its end.")
        yield


def _since(raw: psycopg.Connection[Any]) -> str:
    row = raw.execute(
        "SELECT to_char(min(xact_start), 'YYYY-MM-DD HH24:MI:SS TZ'), count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = %s AND pid <> pg_backend_pid()",
        [NAME],
    ).fetchone()
    return f" since {row[0]}" if row and row[0] else ""
