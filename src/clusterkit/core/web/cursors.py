"""Long lists whose pages are found by where the one before ended: the thousandth costs what the first costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar, cast

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q

from clusterkit.core.web.views import ListPage

M = TypeVar("M", bound=models.Model)

BEFORE, AFTER = "before", "after"
BY_KEY = ("-pk",)
LARGEST = 2**63 - 1

Place = tuple[Any, ...]
"""The values of a row in the columns that order the list."""


@dataclass(frozen=True)
class CursorPage(Generic[M]):
    """Some rows, the first of the list first, and the addresses of those before and behind; empty where there are none."""

    rows: list[M]
    newer_url: str = ""
    older_url: str = ""

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class CursorListPage(ListPage[M]):
    """A list by ``cursor_order``, with how many rows there are in all (``row_count``). The rest is as in ``ListPage``.

    ``cursor_order`` names fields and annotations that are never NULL, as in ``order_by``; the last one is the primary key.
    ``counts_rows = False`` leaves the number out: in a long list it would cost more than the page.
    """

    cursor_order: ClassVar[Sequence[str]] = BY_KEY
    counts_rows: ClassVar[bool] = True

    def get_cursor_order(self) -> Sequence[str]:
        """The order of this request. Override it where the reader chooses."""
        return self.cursor_order

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A place in the list that is none shows its beginning, never an error."""
        self._order = tuple(self.get_cursor_order())
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
        context.update(is_filtered=any(value for value in query.values()), query_without_page=query.urlencode())
        if self.counts_rows:
            context["row_count"] = cast(Any, self.object_list).count()
        return context

    def _older(self, queryset: Any, before: Place | None, size: int) -> CursorPage[M]:
        rows = queryset.order_by(*self._order)
        found = list((rows if before is None else rows.filter(behind(self._order, before)))[: size + 1])
        newer = self._address(AFTER, found[0]) if before is not None and found else ""
        return CursorPage(found[:size], newer, self._address(BEFORE, found[size - 1]) if len(found) > size else "")

    def _newer(self, queryset: Any, after: Place, size: int) -> CursorPage[M] | None:
        """None where so few are newer that the first page shows them."""
        turned = _reversed(self._order)
        found = list(queryset.order_by(*turned).filter(behind(turned, after))[: size + 1])
        if len(found) <= size:
            return None
        rows = found[:size][::-1]
        return CursorPage(rows, self._address(AFTER, rows[0]), self._address(BEFORE, rows[-1]))

    def _place(self, name: str) -> Place | None:
        return read_place(self._order, self.request.GET.get(name, ""))

    def _query(self) -> Any:
        query = self.request.GET.copy()
        for name in ("page", BEFORE, AFTER):
            query.pop(name, None)
        return query

    def _address(self, name: str, row: M) -> str:
        query = self._query()
        query[name] = write_place(self._order, row)
        return f"?{query.urlencode()}"


def behind(order: Sequence[str], place: Place) -> Q:
    """The condition of standing behind *place* in *order*.

    The first column is bounded by itself as well: so an index on it starts where the page starts, and reads none of
    the rows before.
    """
    condition, equal = Q(), Q()
    for name, value in zip(order, place, strict=True):
        column, comes_later = _direction(name)
        condition |= equal & Q(**{f"{column}__{comes_later}": value})
        equal &= Q(**{column: value})
    if len(order) == 1:
        return condition
    column, comes_later = _direction(order[0])
    return Q(**{f"{column}__{comes_later}e": place[0]}) & condition


def _direction(name: str) -> tuple[str, str]:
    return (name[1:], "lt") if name.startswith("-") else (name, "gt")


def _reversed(order: Sequence[str]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


_MOMENTS: dict[str, Any] = {"datetime": datetime, "date": date}


def write_place(order: Sequence[str], row: models.Model) -> str:
    """The place of *row* for an address: its key, or its signed values where the list is ordered by more."""
    values = [getattr(row, _direction(name)[0]) for name in order]
    if tuple(order) == BY_KEY:
        return str(values[0])
    plain = [[type(value).__name__, value.isoformat()] if isinstance(value, date) else value for value in values]
    return _signer(order).sign_object(plain)


def read_place(order: Sequence[str], text: str) -> Place | None:
    """The values of :func:`write_place`; None for what it did not write for this very order."""
    if tuple(order) == BY_KEY:
        return (int(text),) if text.isdecimal() and len(text) < 20 and int(text) <= LARGEST else None
    if not text:
        return None
    try:
        values = _signer(order).unsign_object(text)
    except (BadSignature, ValueError):
        return None
    if None in values:
        # A column that should never be empty is: the list begins anew rather than break.
        return None
    return tuple(_MOMENTS[value[0]].fromisoformat(value[1]) if isinstance(value, list) else value for value in values)


def _signer(order: Sequence[str]) -> Signer:
    # Whoever makes up a place would compare a day with a word. There is no secret in it: each value is of a row he was shown.
    return Signer(salt=f"clusterkit.cursor:{','.join(order)}")
