"""A schema that somebody works on as a whole: it is being filled or removed, and nobody else may touch it.

A transaction-bound advisory lock on a connection of its own: it ends with the process, ``kill -9`` included, and it
keeps no old rows alive.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from clusterkit.hosting.exceptions import BusyError
from clusterkit.tenancy.context import public_schema, tenant_connection


@contextmanager
def own_connection(name: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection beside Django's, with a transaction of its own; *name* is what the server's list of sessions shows."""
    with public_schema():
        parameters: dict[str, Any] = {**tenant_connection().get_connection_params(), "application_name": name}
    parameters.pop("pool", None)
    with psycopg.connect(**parameters) as raw:
        raw.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield raw


def try_lock(raw: psycopg.Connection[Any], name: str) -> bool:
    """Take the lock *name* until the transaction of *raw* ends; False where somebody has it."""
    row = raw.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name]).fetchone()
    return bool(row and row[0])


@contextmanager
def hold(schema: str) -> Iterator[None]:
    """Keep others from the *schema* for the length of the block. Raises ``BusyError`` where it is held already."""
    with own_connection("clusterkit hold") as raw:
        if not try_lock(raw, f"clusterkit schema {schema}"):
            raise BusyError(f"Somebody fills or removes {schema} at this moment. Wait for the end, then try again.")
        yield


def is_held(schema: str) -> bool:
    """Whether a live process fills or removes *schema* just now: then it is nothing to repair."""
    with own_connection("clusterkit look") as raw:
        return not try_lock(raw, f"clusterkit schema {schema}")
