"""The database to work on: the one that ``DATABASE_URL`` names, else the embedded server."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from example_project.launch.errors import LaunchError
from example_project.launch.postgres import ensure_server
from example_project.launch.preflight import DATABASE_MEGABYTES, ensure_space

CONNECT_TIMEOUT_SECONDS = 5


@contextmanager
def open_database(folder: Path, *, durable: bool) -> Iterator[str]:
    """The URL of a database that answers; an embedded server in ``folder`` is given up at the end.

    Raises LaunchError with one plain line if there is none.
    """
    url = os.environ.get("DATABASE_URL", "").strip()
    if url:
        ensure_answers(url)
        yield url
        return
    if not (folder / "PG_VERSION").exists():
        ensure_space(folder, DATABASE_MEGABYTES)
    with ensure_server(folder, durable=durable) as server:
        yield server.url


def ensure_answers(url: str) -> None:
    """Raise LaunchError unless a PostgreSQL server answers at ``url``; the text never shows the password."""
    try:
        psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_SECONDS).close()
    except (psycopg.Error, UnicodeError) as error:
        reason = " ".join(str(error).split())
        raise LaunchError(f"DATABASE_URL {without_password(url)} does not answer: {reason}") from error


def without_password(url: str) -> str:
    """``url`` fit for a terminal."""
    return re.sub(r"(password=)[^&\s]*", r"\1***", re.sub(r"(://[^:/@]*:)[^@/]*@", r"\1***@", url))
