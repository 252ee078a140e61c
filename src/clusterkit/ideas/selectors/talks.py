"""The list of one's private talks: whose turn it is, what is new, what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields import BooleanField, DateTimeField
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from clusterkit.core.policies import Actor, visible_to
from clusterkit.ideas.enums import WAITING_INTEREST_STATES, InterestState
from clusterkit.ideas.models import FollowUp, Interest, InterestMessage, Outcome, TalkMark
from clusterkit.ideas.selectors.interests import interests

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Turn(Enum):
    """Whose turn it is in a talk, for who looks at it."""

    MINE = "mine"
    THEIRS = "theirs"
    NOBODY = "nobody"


def talks(viewer: Actor) -> QuerySet[Interest]:
    """The talks of the viewer's organisations, the one with the newest word first.

    Each row has ``is_mine`` and ``is_theirs`` (whose turn it is), ``is_unread`` and ``last_at``.
    """
    newest = InterestMessage.objects.filter(interest=OuterRef("pk")).order_by("-created_at").values("created_at")[:1]
    rows = _with_news(viewer, interests(viewer)).annotate(
        last_at=Greatest("state_changed_at", Coalesce(Subquery(newest), F("state_changed_at"))),
        is_mine=_flag(my_turn(viewer)),
        is_theirs=_flag(their_turn(viewer)),
    )
    ordered: QuerySet[Interest] = rows.order_by("-last_at", "-pk")
    return ordered


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _outcomes(**lookups: Any) -> Q:
    return Q(Exists(Outcome.objects.filter(interest=OuterRef("pk"), confirmed_at=None, **lookups)))


def my_turn(viewer: Actor) -> Q:
    """To decide, to answer a question, to confirm an outcome or to correct one that was contested."""
    own = sorted(viewer.organisation_ids)
    owner, sender = Q(item__organisation_id__in=own), Q(organisation_id__in=own)
    return (
        (owner & Q(state=InterestState.SENT))
        | (sender & Q(state=InterestState.MORE_INFO))
        | (sender & ~owner & _outcomes(contested_at=None))
        | (owner & _outcomes(contested_at__isnull=False))
    )


def their_turn(viewer: Actor) -> Q:
    """The same on the other side."""
    waits = Q(state__in=sorted(WAITING_INTEREST_STATES)) | _outcomes()
    return waits & ~my_turn(viewer)


def _with_news(viewer: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With ``is_unread``: whether the other side wrote or decided something after the viewer looked last.

    An answer is new to the owner until he opens it. A person of both organisations stands on the item's side.
    """
    mark = TalkMark.objects.filter(interest=OuterRef("pk"), user_id=viewer.user_id or 0).values("seen_at")[:1]
    later = InterestMessage.objects.filter(interest=OuterRef("pk"), created_at__gt=OuterRef("seen_at"))
    owner = Q(item__organisation_id__in=sorted(viewer.organisation_ids))
    stepped = Q(state_changed_at__gt=F("seen_at"))
    to_owner = (
        Q(created_at__gt=F("seen_at"))
        | Q(Exists(later.filter(organisation_id=OuterRef("organisation_id"))))
        | (stepped & Q(state__in=[InterestState.WITHDRAWN, InterestState.LAPSED]))
    )
    to_sender = Q(Exists(later.filter(organisation_id=OuterRef("item__organisation_id")))) | (
        stepped & Q(state__in=[InterestState.ACCEPTED, InterestState.DECLINED, InterestState.LAPSED])
    )
    seen = Coalesce(Subquery(mark), Value(_LONG_AGO, output_field=DateTimeField()))
    news: QuerySet[Any] = rows.annotate(seen_at=seen).annotate(
        is_unread=_flag((owner & to_owner) | (~owner & to_sender))
    )
    return news


def turn_of(interest: Interest) -> Turn:
    """Whose turn it is in a row of :func:`talks`."""
    if getattr(interest, "is_mine", False):
        return Turn.MINE
    return Turn.THEIRS if getattr(interest, "is_theirs", False) else Turn.NOBODY


@dataclass(frozen=True)
class TalkCounts:
    """Numbers above the list, and on one's own page."""

    total: int
    mine: int
    unread: int


def talk_counts(viewer: Actor) -> TalkCounts:
    """How many talks there are, in how many it is the viewer's turn, and in how many is something new."""
    rows = interests(viewer)
    return TalkCounts(
        rows.count(),
        rows.filter(my_turn(viewer)).count(),
        _with_news(viewer, rows).filter(is_unread=True).count(),
    )


def outcomes_to_confirm(viewer: Actor) -> QuerySet[Interest]:
    """Talks whose outcome waits for the viewer's word, as the other side."""
    own = sorted(viewer.organisation_ids)
    rows = interests(viewer).filter(_outcomes(contested_at=None), organisation_id__in=own)
    return rows.exclude(item__organisation_id__in=own).order_by("state_changed_at", "pk")


def outcomes_to_correct(viewer: Actor) -> QuerySet[Interest]:
    """Talks whose other side said that the outcome was otherwise."""
    rows = interests(viewer).filter(
        _outcomes(contested_at__isnull=False), item__organisation_id__in=sorted(viewer.organisation_ids)
    )
    return rows.order_by("state_changed_at", "pk")


def follow_ups(viewer: Actor) -> QuerySet[FollowUp]:
    """Questions about outcomes of the viewer's organisations, as they fall due."""
    rows = FollowUp.objects.select_related("outcome__item__organisation", "outcome__interest__organisation", "author")
    return visible_to(viewer, rows)


def follow_ups_to_answer(viewer: Actor, *, today: date | None = None) -> QuerySet[FollowUp]:
    """Those that are due and not answered."""
    return follow_ups(viewer).filter(answered_at=None, due_on__lte=today or timezone.localdate())
