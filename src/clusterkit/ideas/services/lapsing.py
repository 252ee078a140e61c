"""Answers whose turn nobody takes: a reminder, then they lapse. The worker calls it; a second call does nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, NotVisible
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.core.transitions import apply
from clusterkit.ideas import notices
from clusterkit.ideas.enums import WAITING_INTEREST_STATES, InterestState
from clusterkit.ideas.models import Interest
from clusterkit.ideas.selectors import exchange_settings, owners, senders
from clusterkit.ideas.transitions import INTEREST

LONGEST_NOTICE: Final = timedelta(days=7)
SYSTEM: Final = SystemActor("ideas")


def interest_span() -> timedelta:
    """How long a side has for its turn, as the office has set it."""
    return timedelta(days=exchange_settings().interest_days)


def notice_before(span: timedelta) -> timedelta:
    """How long before the end the side whose turn it is is reminded: seven days, of a shorter time half of it."""
    return min(LONGEST_NOTICE, span / 2)


def lapse_due(*, actor: Actor = SYSTEM, now: datetime | None = None) -> int:
    """Close the answers whose turn nobody took in time, and tell both sides. Returns how many."""
    limit = (now or timezone.now()) - interest_span()
    count = 0
    for interest in Interest.objects.filter(state__in=WAITING_INTEREST_STATES, state_changed_at__lte=limit).order_by(
        "pk"
    ):
        asked = interest.state == InterestState.MORE_INFO
        try:
            # With the version that was read: whoever took the turn a moment ago began a new time.
            apply(
                INTEREST,
                "lapse",
                interest,
                actor=actor,
                expected_version=interest.version,
                notices=_tell_asked_over if asked else _tell_over,
            )
        except (Conflict, NotVisible):
            continue
        count += 1
    return count


def _tell_over(interest: Interest, *, asked: bool = False) -> list[ports.Notice]:
    people = sorted({*owners(interest.item), *senders(interest)})
    return [_notice(notices.INTEREST_OVER, interest, people, "over", asked=asked)]


def _tell_asked_over(interest: Interest) -> list[ports.Notice]:
    return _tell_over(interest, asked=True)


def remind_of_turn(*, now: datetime | None = None) -> int:
    """Remind the side whose turn it is before the answer lapses, once for each turn. Returns how many were reminded of."""
    moment = now or timezone.now()
    span = interest_span()
    due = Interest.objects.filter(
        _not_reminded(),
        state__in=WAITING_INTEREST_STATES,
        state_changed_at__lte=moment - (span - notice_before(span)),
        state_changed_at__gt=moment - span,
    )
    return sum(_remind(pk, span, moment) for pk in due.order_by("pk").values_list("pk", flat=True))


def _not_reminded() -> Q:
    return Q(reminded_at=None) | Q(reminded_at__lt=F("state_changed_at"))


@transaction.atomic
def _remind(pk: int, span: timedelta, moment: datetime) -> int:
    interest = (
        Interest.objects.select_for_update(of=("self",))
        .select_related("item")
        .filter(
            _not_reminded(),
            pk=pk,
            state__in=WAITING_INTEREST_STATES,
            state_changed_at__lte=moment - (span - notice_before(span)),
        )
        .first()
    )
    if interest is None:
        return 0
    interest.reminded_at = moment
    interest.save(update_fields=["reminded_at"])
    asked = interest.state == InterestState.MORE_INFO
    people = senders(interest) if asked else owners(interest.item)
    left = ceil((interest.state_changed_at + span - moment) / timedelta(days=1))
    ports.notify(_notice(notices.INTEREST_WAITS, interest, people, "waits", asked=asked, days=max(1, left)))
    return 1


def _notice(
    kind: ports.NoticeKind, interest: Interest, people: list[int], what: str, **context: object
) -> ports.Notice:
    # The organisation is the one that answered: of the item's own nothing is told here.
    return ports.Notice(
        kind,
        people,
        interest.get_absolute_url(),
        f"ideas.interest:{interest.pk}:{what}:{interest.version}",
        {"title": interest.item.title, "organisation": str(interest.organisation), **context},
        interest,
    )
