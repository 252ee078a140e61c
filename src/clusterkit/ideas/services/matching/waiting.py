"""Items that wait for matching: put down with what changed, worked off by the worker in small portions."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from clusterkit.core.transitions import Changed
from clusterkit.ideas.models import MatchWait
from clusterkit.ideas.selectors.matching import is_small
from clusterkit.ideas.services.matching.storing import match_item

logger = logging.getLogger("clusterkit.ideas.matching")
BATCH: Final = 30
SECONDS: Final = 2.0
ATTEMPTS: Final = 5
AGAIN: Final = timedelta(minutes=10)


def match_soon(items: Iterable[int]) -> int:
    """Let the worker match these items. Those that wait already are due at once. Returns how many were put down."""
    now = timezone.now()
    rows = [MatchWait(item_id=pk, due_at=now) for pk in sorted(set(items))]
    # Of an item that is matched at this moment the row is locked: it is put down anew after that.
    MatchWait.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item"], update_fields=["due_at"], batch_size=1000
    )
    return len(rows)


def on_published(payload: Changed[Any]) -> None:
    """Match what became open: at once where the exchange is small, else by the worker, so that nobody waits for it."""
    match_soon([payload.obj.pk])
    if is_small():
        _match_next(payload.obj.pk)


def match_waiting(*, batch: int = BATCH, seconds: float = SECONDS) -> int:
    """Match what is due, at most *batch* items or *seconds*. Several workers share the work. Returns how many."""
    end = time.monotonic() + seconds
    done = 0
    while done < batch and time.monotonic() < end and _match_next():
        done += 1
    return done


@transaction.atomic
def _match_next(item_id: int | None = None) -> bool:
    due = MatchWait.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    if item_id is not None:
        due = due.filter(item_id=item_id)
    # Who is on an item already leaves it to him: the row is locked until its suggestions are stored.
    row = due.select_for_update(skip_locked=True).first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            match_item(row.item_id)
    except Exception:
        _put_off(row)
    else:
        row.delete()
    return True


def _put_off(row: MatchWait) -> None:
    """One that fails does not keep the others, and is given up in the end: the next change tries it anew."""
    row.attempts += 1
    logger.exception("matching of item %s failed for the %s. time", row.item_id, row.attempts)
    if row.attempts >= ATTEMPTS:
        row.delete()
        return
    row.due_at = timezone.now() + AGAIN * row.attempts
    row.save(update_fields=["attempts", "due_at"])
