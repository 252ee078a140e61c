"""How often one person may write: counted from what is there, one request of a person after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeVar

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import TooMany
from clusterkit.core.policies import Actor
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.models import Comment, Interest, Item
from clusterkit.ideas.selectors.office import exchange_settings
from clusterkit.tenancy.locks import hold

T = TypeVar("T")
Sort = Literal["items", "comments", "interests"]


@dataclass(frozen=True)
class _Limit:
    """``rows`` are what a person wrote since a moment, each with its moment as ``counted_at``."""

    setting: str
    span: timedelta
    rows: Callable[[int, datetime], QuerySet[Any]]
    words: str | Promise


def _items(user_id: int, since: datetime) -> QuerySet[Any]:
    # One that was sent to the coordinators counts too: also if it is withdrawn before they look.
    sent = Q(published_at=None, state__in=[ItemState.IN_REVIEW, ItemState.WITHDRAWN], state_changed_at__gte=since)
    rows = Item.objects.filter(Q(published_at__gte=since) | sent, author_id=user_id)
    return rows.annotate(counted_at=Coalesce("published_at", "state_changed_at"))


def _comments(user_id: int, since: datetime) -> QuerySet[Any]:
    return Comment.objects.filter(author_id=user_id, created_at__gte=since).annotate(counted_at=F("created_at"))


def _interests(user_id: int, since: datetime) -> QuerySet[Any]:
    return Interest.objects.filter(author_id=user_id, created_at__gte=since).annotate(counted_at=F("created_at"))


_LIMITS: Final[dict[Sort, _Limit]] = {
    "items": _Limit(
        "items_a_day",
        timedelta(days=1),
        _items,
        _("That is enough for one day: %(count)d items. You can publish the next one from %(when)s."),
    ),
    "comments": _Limit(
        "comments_an_hour",
        timedelta(hours=1),
        _comments,
        _("That is enough for one hour: %(count)d comments. You can write the next one from %(when)s."),
    ),
    "interests": _Limit(
        "interests_a_day",
        timedelta(days=1),
        _interests,
        _("That is enough for one day: %(count)d answers. You can send the next one from %(when)s."),
    ),
}


def check_limit(actor: Actor, sort: Sort, *, author_id: int | None = None, but: Item | None = None) -> None:
    """Refuse what would be one too many of its *sort*; raises ``TooMany`` with words that say when it goes on.

    To be called in the transaction that writes, after the locks of other rows: until its end no other request of the
    same person passes here, so that two at once are not both the last one allowed. *author_id* is whose writings are
    counted (the actor's), *but* an item that does not count because it is the one that is sent again. The platform has no limit.
    """
    person = author_id if author_id is not None else actor.user_id
    if actor.is_system or person is None:
        return
    hold("ideas.limit", sort, str(person))
    limit = _LIMITS[sort]
    allowed = int(getattr(exchange_settings(), limit.setting))
    now = timezone.now()
    rows = limit.rows(person, now - limit.span)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    # When the oldest of the last ones leaves the span there is room for one more.
    moments = list(rows.order_by("-counted_at").values_list("counted_at", flat=True)[:allowed])
    if len(moments) < allowed:
        return
    when = timezone.localtime(moments[-1] + limit.span)
    raise TooMany(
        limit.words % {"count": allowed, "when": date_format(when, "DATETIME_FORMAT")},
        details={"limit": allowed, "again_at": when.isoformat()},
    )


def within_limit(actor: Actor, effect: Callable[[Item], T]) -> Callable[[Item], T]:
    """The *effect* of publishing an item, if its author has not published too many of late."""

    def check_first(item: Item) -> T:
        check_limit(actor, "items", author_id=item.author_id, but=item)
        return effect(item)

    return check_first
