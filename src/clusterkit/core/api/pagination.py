"""Pages by cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

from clusterkit.core.conf import conf

if TYPE_CHECKING:
    from rest_framework.request import Request


class Cursor(CursorPagination):
    """Pages by cursor: deep pages cost the same as the first. ``?page_size=`` up to 100."""

    page_size_query_param = "page_size"
    max_page_size = 100
    ordering: Any = "-pk"

    def get_page_size(self, request: Request) -> int | None:
        """The asked size within bounds, else the setting PAGE_SIZE."""
        self.page_size = cast(int, conf.PAGE_SIZE)
        return super().get_page_size(request)

    def decode_cursor(self, request: Request) -> Any:
        """As in the framework. Raises ``NotFound`` for a text that no database holds."""
        cursor = super().decode_cursor(request)
        if cursor is not None and "\0" in str(cursor.position or ""):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """One page. Raises ``NotFound`` for a cursor that no answer of ours gave."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:
            if not request.query_params.get(self.cursor_query_param):
                raise
            raise NotFound(self.invalid_cursor_message) from error
