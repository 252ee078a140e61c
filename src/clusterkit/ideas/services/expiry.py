"""What the calendar does to items. The worker calls it; a second call does nothing more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.core.transitions import apply
from clusterkit.ideas import notices
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import owners
from clusterkit.ideas.transitions import ITEM

REMINDER_DAYS: Final = (3, 14)
SYSTEM: Final = SystemActor("ideas")


def expire_due(*, actor: Actor = SYSTEM) -> int:
    """Close the open items whose last day is over and tell their owners. Returns how many."""
    count = 0
    for item in Item.objects.overdue().order_by("pk"):
        try:
            apply(ITEM, "expire", item, actor=actor, notices=_tell_expired)
        except Conflict:  # somebody withdrew or closed it a moment ago
            continue
        count += 1
    return count


def _tell_expired(item: Item) -> list[ports.Notice]:
    return [
        ports.Notice(
            notices.EXPIRED,
            owners(item),
            item.get_absolute_url(),
            f"ideas.item:{item.pk}:expired:{item.version}",
            {"title": item.title},
            item,
        )
    ]


def remind_of_end() -> int:
    """Tell owners 14 and 3 days before the last day, each once. Returns how many were told."""
    today = timezone.localdate()
    count = 0
    for days in REMINDER_DAYS:
        due = Item.objects.filter(
            state=ItemState.PUBLISHED, valid_until__gte=today, valid_until__lte=today + timedelta(days=days)
        )
        for pk in due.exclude(reminded_days__lte=days).values_list("pk", flat=True):
            count += _remind(pk, days, today)
    return count


@transaction.atomic
def _remind(pk: int, days: int, today: date) -> int:
    item = Item.objects.select_for_update(of=("self",)).filter(pk=pk, state=ItemState.PUBLISHED).first()
    if item is None or item.valid_until is None or (item.reminded_days is not None and item.reminded_days <= days):
        return 0
    item.reminded_days = days
    item.save(update_fields=["reminded_days"])
    ports.notify(
        ports.Notice(
            notices.EXPIRING,
            owners(item),
            item.get_absolute_url(),
            f"ideas.item:{item.pk}:expiring:{days}:{item.valid_until.isoformat()}",
            {"title": item.title, "days": (item.valid_until - today).days},
            item,
        )
    )
    return 1
