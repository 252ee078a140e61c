"""Is it safe to tell a connection its schema once? Not behind a pooler that gives the connection to others in between.

``search_path`` belongs to the server's session. A pooler in transaction mode lets many clients take turns on one
session, and each reads where the one before him stood: another cluster's rows, with no error. So the first
connection of each process is tried:

- the process number that the connection was greeted with is the one the server says it has: nothing in between
  that takes turns. Safe, and the usual case, for one more query.
- otherwise there is a pooler. Two connections of our own set different paths and begin transactions in turns. Where
  each keeps its server process, it is session mode: safe. Where they change processes and yet each finds its own path
  every time, and the new path is reported to the client, the pooler carries the path along: safe, if server-side
  cursors are off. Everything else is refused.
"""

from __future__ import annotations

import os
import secrets
import threading
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import psycopg
from django.core.exceptions import ImproperlyConfigured

ROUNDS: Final = 8
GUIDE: Final = "See the guide “Put a pooler in front of PostgreSQL”."


class Pooling(Enum):
    """What stands between this process and the server."""

    DIRECT = "no pooler"
    SESSION = "a pooler in session mode"
    TRACKED = "a pooler in transaction mode that carries search_path along"
    UNSAFE = "a pooler in transaction mode"


@dataclass(frozen=True)
class Verdict:
    """``safe`` or not, and the sentence for the operator where not."""

    pooling: Pooling
    safe: bool
    why: str = ""


_proved: set[tuple[int, str]] = set()
_proving = threading.Lock()


def require_safe(wrapper: Any) -> None:
    """Raise ``ImproperlyConfigured`` unless the connection of the Django *wrapper* keeps its search path.

    It is tried once for each process and database; later calls cost nothing.
    """
    key = (os.getpid(), _target(wrapper))
    if key in _proved:
        return
    with _proving:
        if key not in _proved:
            with wrapper.wrap_database_errors:
                verdict = judge(wrapper)
            if not verdict.safe:
                raise ImproperlyConfigured(verdict.why)
            _proved.add(key)


def require_safe_start(wrapper: Any) -> None:
    """As :func:`require_safe`, for a server that is about to start and has no connection yet.

    A database that does not answer is no reason to refuse: the first connection will be tried then.
    """
    key = (os.getpid(), _target(wrapper))
    if key in _proved:
        return
    try:
        verdict = probe(wrapper)
    except psycopg.Error:
        return
    if not verdict.safe:
        raise ImproperlyConfigured(verdict.why)
    _proved.add(key)


def judge(wrapper: Any) -> Verdict:
    """The verdict on the open connection of *wrapper*; a few queries more where there is a pooler."""
    raw: psycopg.Connection[Any] = wrapper.connection
    if _is_direct(raw):
        return Verdict(Pooling.DIRECT, safe=True)
    return probe(wrapper)


def probe(wrapper: Any) -> Verdict:
    """The verdict by connections of its own, with the settings of *wrapper*. Raises ``psycopg.Error``."""
    parameters = wrapper.get_connection_params()
    with psycopg.connect(**parameters) as first:
        if _is_direct(first):
            return Verdict(Pooling.DIRECT, safe=True)
        first.rollback()
        with psycopg.connect(**parameters) as second:
            return _verdict(_observe(first, second), wrapper)


@dataclass
class _Seen:
    """What the two connections saw: server processes of each, paths that were wrong, paths that were not reported."""

    processes: tuple[set[int], set[int]]
    wrong: int = 0
    unreported: int = 0


def _observe(first: psycopg.Connection[Any], second: psycopg.Connection[Any]) -> _Seen:
    seen = _Seen((set(), set()))
    connections = (first, second)
    paths = [f"clusterkit_probe_{secrets.token_hex(4)}" for _each in connections]
    for connection in connections:
        connection.autocommit = True
    for turn in range(ROUNDS):
        for index, connection in enumerate(connections):
            # The odd turns only read: what was set before must still be there.
            if turn % 2 == 0:
                connection.execute(f"SET search_path = {paths[index]}")
        # Never two transactions at a time: a pool with one process to give would let the second one wait for ever.
        for index in (0, 1, 1, 0):
            with connections[index].transaction():
                _look(connections[index], paths[index], seen.processes[index], seen)
            _look(connections[index], paths[index], seen.processes[index], seen)
    for connection in connections:
        connection.execute("RESET search_path")
    return seen


def _look(connection: psycopg.Connection[Any], wanted: str, processes: set[int], seen: _Seen) -> None:
    row = connection.execute("SELECT pg_backend_pid(), current_setting('search_path')").fetchone()
    process, path = row or (0, "")
    processes.add(process)
    seen.wrong += path != wanted
    seen.unreported += connection.info.parameter_status("search_path") != wanted


def _verdict(seen: _Seen, wrapper: Any) -> Verdict:
    first, second = seen.processes
    if seen.wrong == 0 and len(first) == len(second) == 1 and first != second:
        return Verdict(Pooling.SESSION, safe=True)
    if seen.wrong or seen.unreported:
        return Verdict(
            Pooling.UNSAFE,
            safe=False,
            why="The database is reached through a pooler that lets clients take turns on one connection: visitors "
            "would be shown the rows of another cluster. Connect to PostgreSQL directly, or set pool_mode = session. "
            + GUIDE,
        )
    if not wrapper.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return Verdict(
            Pooling.TRACKED,
            safe=False,
            why="Behind a pooler in transaction mode a server-side cursor is lost between two reads. "
            "Set DISABLE_SERVER_SIDE_CURSORS to True in DATABASES. " + GUIDE,
        )
    return Verdict(Pooling.TRACKED, safe=True)


def _is_direct(raw: psycopg.Connection[Any]) -> bool:
    """A pooler greets each client with a process number of its own making."""
    before = raw.info.transaction_status
    row = raw.execute("SELECT pg_backend_pid()").fetchone()
    if before == psycopg.pq.TransactionStatus.IDLE and not raw.autocommit:
        raw.rollback()
    return row is not None and row[0] == raw.info.backend_pid


def _target(wrapper: Any) -> str:
    names = ("HOST", "PORT", "NAME", "USER")
    return "|".join(str(wrapper.settings_dict.get(name, "")) for name in names)
