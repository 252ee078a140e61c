"""Tables as answers to take home."""

from __future__ import annotations

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from clusterkit.core.tables import XLSX, Export

FORMAT = "as"
"""The parameter of an address that says which kind of table is wanted."""


def export_response(export: Export, name: str) -> StreamingHttpResponse:
    """The table as an answer that nobody keeps and that no browser opens by itself."""
    ending = "xlsx" if export.content_type == XLSX else "csv"
    content = export.content
    response = (
        FileResponse(content, content_type=export.content_type)
        if hasattr(content, "read")
        else StreamingHttpResponse(content, content_type=export.content_type)
    )
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
