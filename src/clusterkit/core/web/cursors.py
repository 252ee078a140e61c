"""Long lists whose pages are found by where the one before ended: the thousandth costs what the first costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.db import models

from clusterkit.core.web.views import ListPage

M = TypeVar("M", bound=models.Model)

BEFORE, AFTER = "before", "after"
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class CursorPage(Generic[M]):
    """Some rows, the newest first, and the addresses of those that are newer and older; empty where there are none."""

    rows: list[M]
    newer_url: str = ""
    older_url: str = ""

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class CursorListPage(ListPage[M]):
    """A list by falling primary key, with how many rows there are in all (``row_count``). The rest is as in ``ListPage``."""

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A place in the list that is none shows its beginning, never an error."""
        after, before = self._place(AFTER), self._place(BEFORE)
        page = self._newer(queryset, after, page_size) if after is not None else None
        page = page or self._older(queryset, before, page_size)
        if before is not None and not page:
            page = self._older(queryset, None, page_size)
        return None, page, page.rows, bool(page.newer_url or page.older_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``row_count``; a place in the list is no filter."""
        context = super().get_context_data(**kwargs)
        query = self._query()
        context.update(
            row_count=cast(Any, self.object_list).count(),
            is_filtered=any(value for value in query.values()),
            query_without_page=query.urlencode(),
        )
        return context

    def _older(self, queryset: Any, before: int | None, size: int) -> CursorPage[M]:
        rows = queryset.order_by("-pk") if before is None else queryset.filter(pk__lt=before).order_by("-pk")
        found = list(rows[: size + 1])
        newer = self._address(AFTER, found[0].pk) if before is not None and found else ""
        return CursorPage(found[:size], newer, self._address(BEFORE, found[size - 1].pk) if len(found) > size else "")

    def _newer(self, queryset: Any, after: int, size: int) -> CursorPage[M] | None:
        """None where so few are newer that the first page shows them."""
        found = list(queryset.filter(pk__gt=after).order_by("pk")[: size + 1])
        if len(found) <= size:
            return None
        rows = found[:size][::-1]
        return CursorPage(rows, self._address(AFTER, rows[0].pk), self._address(BEFORE, rows[-1].pk))

    def _place(self, name: str) -> int | None:
        text = self.request.GET.get(name, "")
        return int(text) if text.isdecimal() and len(text) < 20 and int(text) <= LARGEST else None

    def _query(self) -> Any:
        query = self.request.GET.copy()
        for name in ("page", BEFORE, AFTER):
            query.pop(name, None)
        return query

    def _address(self, name: str, place: int) -> str:
        query = self._query()
        query[name] = str(place)
        return f"?{query.urlencode()}"
