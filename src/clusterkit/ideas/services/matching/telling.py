"""Telling people, once a week at most, that something new may fit to their items."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.policies import Actor
from clusterkit.core.ports import Notice
from clusterkit.ideas import notices
from clusterkit.ideas.matching.candidates import open_items
from clusterkit.ideas.models import Item, Suggestion
from clusterkit.ideas.selectors.matching import suggestions
from clusterkit.ideas.selectors.people import owners
from clusterkit.ideas.services.matching.storing import LOCK
from clusterkit.tenancy.locks import hold

WORTH_TELLING: Final = 35
"""Per cent from which on a suggestion is told of."""
PORTION: Final = 500
NAMED: Final = 3
WEEK: Final = timedelta(days=6, hours=12)
"""Half a day less than a week, so that a night that is a little earlier than the last does not miss its day."""


@transaction.atomic
def tell_of_suggestions(now: datetime | None = None) -> int:
    """Tell the people of items of new suggestions: once a week for each organisation, each person of what he sees.

    Nobody hears of nothing. What comes later in the week waits for the next. Returns how many notices were written.
    """
    now = now or timezone.now()
    hold(LOCK)
    lately = Suggestion.objects.filter(told_at__gt=now - WEEK).values("item__organisation")
    untold = (
        Suggestion.objects.filter(told_at=None, score__gte=WORTH_TELLING, item__in=open_items().values("pk"))
        .exclude(item__organisation__in=lately)
        .order_by("item__organisation")
    )
    chosen = list(untold.values_list("item__organisation", flat=True).distinct()[:PORTION])
    return sum(_tell(organisation_id, now) for organisation_id in chosen)


def _tell(organisation_id: int, now: datetime) -> int:
    items = open_items().filter(organisation=organisation_id, suggestions__told_at=None)
    by_person: dict[int, list[Item]] = defaultdict(list)
    for item in items.filter(suggestions__score__gte=WORTH_TELLING).distinct().order_by("-published_at", "-pk"):
        for user_id in owners(item):
            by_person[user_id].append(item)
    told: set[int] = set()
    count = 0
    for user in get_user_model()._default_manager.filter(pk__in=by_person).order_by("pk"):
        notice, seen = _notice(ports.make_viewer.call(user), organisation_id, by_person[user.pk], now)
        if notice is not None:
            ports.notify(notice)
            told |= seen
            count += 1
    Suggestion.objects.filter(pk__in=told).update(told_at=now)
    return count


def _notice(viewer: Actor, organisation_id: int, items: list[Item], now: datetime) -> tuple[Notice | None, set[int]]:
    """What one person is told, without a word of what is suggested: the page shows that, to whom it may."""
    new = suggestions(viewer).filter(item__in=items, told_at=None, score__gte=WORTH_TELLING)
    seen = dict(new.values_list("pk", "item_id"))
    named = [item for item in items if item.pk in set(seen.values())]
    if not named:
        return None, set()
    year, week, _day = timezone.localtime(now).isocalendar()
    context = {
        "count": len(seen),
        "titles": [item.title for item in named[:NAMED]],
        "more": max(0, len(named) - NAMED),
    }
    event = f"ideas.suggestions:{organisation_id}:{year}-{week:02}"
    return Notice(
        notices.SUGGESTIONS, [viewer.user_id or 0], named[0].get_absolute_url(), event, context, named[0]
    ), set(seen)
