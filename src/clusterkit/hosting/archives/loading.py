"""Running a dump into a new schema, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any, Final

import psycopg
from django.db import transaction

from clusterkit.hosting.archives.picture import count_rows
from clusterkit.hosting.archives.statements import Rows, parts
from clusterkit.hosting.exceptions import HostingError
from clusterkit.tenancy.context import public_schema, tenant_connection
from clusterkit.tenancy.provisioning import take_slot

Progress = Callable[[int, int, str], None]
AT_ONCE: Final = 100
SESSION: Final = ("search_path = ''", "row_security = off", "check_function_bodies = off", "statement_timeout = 0")


def load(
    stream: IO[bytes], *, old: str, new: str, tables: Mapping[str, int], progress: Progress = lambda *_: None
) -> None:
    """Make the schema *new* from the plain dump *stream* of the schema *old*, all of it or nothing.

    *tables* is the number of rows that each table must have in the end. Raises ``ArchiveError`` or ``HostingError``.
    """
    connection = tenant_connection()
    with public_schema(), transaction.atomic():
        # Making so many tables takes as many locks as a creation does, and waits for its turn like one.
        take_slot()
        raw: psycopg.Connection[Any] = connection.connection
        try:
            with raw.cursor() as cursor:
                _run(raw, cursor, stream, (old, new), len(tables), progress)
                found = count_rows(cursor, new, sorted(tables))
        except (psycopg.Error, UnicodeDecodeError) as error:
            raise HostingError(f"The dump cannot be restored: {' '.join(str(error).split())}") from error
        finally:
            connection.search_path_set_schemas = None
        wrong = sorted(name for name, number in tables.items() if found[name] != number)
        if wrong:
            raise HostingError(f"The restored tables have other numbers of rows than the archive says: {wrong[0]}.")


def _run(
    raw: psycopg.Connection[Any],
    cursor: Any,
    stream: IO[bytes],
    schemas: tuple[str, str],
    total: int,
    progress: Progress,
) -> None:
    waiting = [f"SET LOCAL {setting}" for setting in SESSION]
    done = 0
    for part in parts(stream, old=schemas[0], new=schemas[1]):
        if isinstance(part, Rows):
            _send(raw, cursor, waiting)
            with cursor.copy(part.sql) as copy:
                for chunk in part.chunks:
                    copy.write(chunk)
            done += 1
            progress(done, max(done, total), part.table)
        else:
            waiting.append(part.sql)
            if len(waiting) >= AT_ONCE:
                _send(raw, cursor, waiting)
    _send(raw, cursor, waiting)


def _send(raw: psycopg.Connection[Any], cursor: Any, waiting: list[str]) -> None:
    """Run the statements that wait, in one round trip: one by one, as Citus wants them."""
    with raw.pipeline():
        for statement in waiting:
            cursor.execute(statement, prepare=False)
    waiting.clear()
