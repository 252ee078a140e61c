"""How many statements a page asks of the database."""

from __future__ import annotations

from django.test.utils import CaptureQueriesContext


def statements(captured: CaptureQueriesContext) -> int:
    """How many there were, without what is no cost of the page: once a second the process asks in the shared schema
    whether a host changed, and the path is set when the schema differs."""
    asked = [query["sql"] for query in captured.captured_queries]
    return sum("hostversion" not in sql and not sql.startswith("SET ") for sql in asked)
