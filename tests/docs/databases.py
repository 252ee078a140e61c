"""Databases of their own on the server of the tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg


@contextmanager
def database(name: str, *, like: str = "") -> Iterator[str]:
    """The URL of a database for the block: empty, or a copy of *like*, which nobody uses meanwhile."""
    url, name = os.environ["DATABASE_URL"], f"{name}_{os.getpid()}"
    template = f' TEMPLATE "{like.partition("?")[0].rpartition("/")[2]}"' if like else ""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{template}')
        try:
            yield renamed(url, name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def renamed(url: str, name: str) -> str:
    """*url* with another database."""
    scheme, _, rest = url.partition("://")
    place, _slash, tail = rest.partition("/")
    _old, mark, query = tail.partition("?")
    return f"{scheme}://{place}/{name}{mark}{query}"
