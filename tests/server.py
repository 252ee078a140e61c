"""A pytest plugin that gives the suite its database: DATABASE_URL, else the embedded server in ``.local/postgres-test``.

It is loaded with ``-p`` since the settings are read before any ``conftest.py``; xdist's workers inherit the URL.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_server = None

if "DATABASE_URL" not in os.environ:
    from example_project.launch.postgres import ensure_server

    _server = ensure_server(ROOT / ".local" / "postgres-test", durable=False)
    os.environ["DATABASE_URL"] = _server.url


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Give up the server; the last process that uses it stops it."""
    if _server is not None:
        _server.stop()
