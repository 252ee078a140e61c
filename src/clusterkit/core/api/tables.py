"""Lets a program ask for a table by its type; the table itself is made by a service."""

from __future__ import annotations

from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer

from clusterkit.core.tables import KINDS


class _Table(BaseRenderer):
    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """A problem, which is all that is rendered here."""
        return JSONRenderer().render(data, "application/json", renderer_context)


class CsvRenderer(_Table):
    """CSV."""

    media_type, format = "text/csv", "csv"


class XlsxRenderer(_Table):
    """A spreadsheet."""

    media_type, format = KINDS["xlsx"], "xlsx"
