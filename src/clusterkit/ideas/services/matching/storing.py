"""Suggestions of one item, computed anew and stored, for it and for what it fits to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from clusterkit.ideas.enums import ItemMode
from clusterkit.ideas.matching.candidates import open_items
from clusterkit.ideas.matching.fits import KEPT, Fit, best, fits_of
from clusterkit.ideas.matching.scorers import scorers
from clusterkit.ideas.models import Dismissal, Item, Suggestion
from clusterkit.tenancy.locks import hold

LOCK: Final = "ideas.matching"
Pair = tuple[int, int | None, int | None]


def match_item(item_id: int) -> int:
    """Compute the suggestions of an item anew, and those of other items in which it stands. Returns how many it has now.

    Safe to run twice and at the same time as others: what is stored comes from one state of the item, and what an
    organisation put aside does not come back. An item that is not open any more loses its suggestions.
    """
    item = open_items().filter(pk=item_id).first()
    if item is None:
        return _forget(item_id)
    fits = fits_of(item)
    return store(item, fits)


@transaction.atomic
def store(item: Item, fits: Iterable[Fit]) -> int:
    """Put *fits* in the place of what was stored. Nothing happens when the item was changed since they were computed."""
    # One writer at a time: two that store pairs of the same items would wait for each other for ever.
    hold(LOCK)
    if not open_items().filter(pk=item.pk, version=item.version).exists():
        return 0
    now = timezone.now()
    aside = _put_aside(item.pk)
    fits = [fit for fit in fits if (fit.item, *fit.target) not in aside]
    mine = best(fit for fit in fits if fit.item == item.pk)
    theirs = [fit for fit in fits if fit.item != item.pk]
    touched = {fit.item for fit in theirs}
    rows = Suggestion.objects.filter(Q(item=item) | Q(other=item))
    known = {(row.item_id, row.other_id, row.organisation_id): row for row in rows}
    wanted: dict[Pair, Fit] = {(fit.item, *fit.target): fit for fit in (*mine, *theirs)}
    _write(known, wanted, now)
    gone = [row.pk for pair, row in known.items() if pair not in wanted]
    Suggestion.objects.filter(pk__in=gone).delete()
    _trim(touched)
    return len(mine)


def _put_aside(item_id: int) -> Collection[Pair]:
    rows = Dismissal.objects.filter(Q(item=item_id) | Q(other=item_id))
    return set(rows.values_list("item_id", "other_id", "organisation_id"))


def _write(known: dict[Pair, Suggestion], wanted: dict[Pair, Fit], now: datetime) -> None:
    scorer = scorers.in_force().code
    new: list[Suggestion] = []
    changed: list[Suggestion] = []
    for pair, fit in sorted(wanted.items(), key=lambda entry: tuple(key or 0 for key in entry[0])):
        row = known.get(pair) or Suggestion(item_id=fit.item, other_id=fit.other, organisation_id=fit.organisation)
        row.score, row.parts = fit.score, [part.as_json() for part in fit.parts]
        row.scorer, row.computed_at = scorer, now
        (changed if pair in known else new).append(row)
    Suggestion.objects.bulk_create(new)
    Suggestion.objects.bulk_update(changed, ["score", "parts", "scorer", "computed_at"])


def _trim(items: Collection[int]) -> None:
    """Leave each of *items* the best few of each sort."""
    placed = Suggestion.objects.filter(item_id__in=items, other__isnull=False).annotate(
        closed=Q(other__mode=ItemMode.MEMBERS)
    )
    rows = placed.annotate(
        place=Window(
            RowNumber(), partition_by=[F("item_id"), F("closed")], order_by=[F("score").desc(), F("other_id").desc()]
        )
    ).filter(place__gt=KEPT)
    surplus = list(rows.order_by().values_list("pk", flat=True))
    Suggestion.objects.filter(pk__in=surplus).delete()


@transaction.atomic
def _forget(item_id: int) -> int:
    hold(LOCK)
    if not open_items().filter(pk=item_id).exists():
        Suggestion.objects.filter(Q(item=item_id) | Q(other=item_id)).delete()
    return 0


def clear_away(*, limit: int = 1000) -> int:
    """Remove suggestions of and for what is not open or shown any more, *limit* at most. Returns how many."""
    shown = open_items().values("pk")
    with transaction.atomic():
        hold(LOCK)
        over = Q(other__isnull=False) & ~Q(other__in=shown) | Q(other=None, organisation__is_published=False)
        gone = Suggestion.objects.filter(~Q(item__in=shown) | over).order_by("pk")
        pks = list(gone.values_list("pk", flat=True)[:limit])
        Suggestion.objects.filter(pk__in=pks).delete()
    return len(pks)
