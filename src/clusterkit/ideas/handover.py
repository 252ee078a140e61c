"""What happens on the idea exchange when somebody leaves his organisation: its items and answers go on.

The author of an open item or answer is the one who hears of it; what was written in discussions and talks keeps its
author.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import visible_to
from clusterkit.directory.hooks import Belonging, Belongings, Leaving, handover, handover_outlook
from clusterkit.ideas.enums import LIVE_INTEREST_STATES, ItemState
from clusterkit.ideas.models import Interest, Item

OVER: Final = (ItemState.FULFILLED, ItemState.WITHDRAWN, ItemState.REJECTED)
SHOWN: Final = 10


@handover_outlook.connect(order=20)
def exchange_outlook(payload: Leaving) -> Sequence[Belongings]:
    """His open items and the answers under way."""
    items = visible_to(payload.actor, _items(payload)).order_by("pk")
    answers = visible_to(payload.actor, _answers(payload).select_related("item")).order_by("pk")
    return [
        Belongings(
            _("Items of the idea exchange"),
            items.count(),
            [Belonging(str(row), row.get_absolute_url()) for row in items[:SHOWN]],
        ),
        Belongings(
            _("Answers to items of others"),
            answers.count(),
            [Belonging(str(row.item), row.get_absolute_url()) for row in answers[:SHOWN]],
        ),
    ]


@handover.connect(order=20)
def hand_over_exchange(payload: Leaving) -> Mapping[str, int]:
    """The successor answers for them; without one the administrators do."""
    if payload.successor is None:
        return {}
    successor: dict[str, Any] = {"author": payload.successor}
    return {"items": _items(payload).update(**successor), "interests": _answers(payload).update(**successor)}


def _items(payload: Leaving) -> QuerySet[Item]:
    rows: QuerySet[Item] = Item.objects.filter(organisation=payload.organisation, author_id=payload.user.pk)
    return rows.exclude(state__in=OVER)


def _answers(payload: Leaving) -> QuerySet[Interest]:
    rows: QuerySet[Interest] = Interest.objects.filter(organisation=payload.organisation, author_id=payload.user.pk)
    return rows.filter(state__in=LIVE_INTEREST_STATES)
