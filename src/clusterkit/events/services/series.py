"""Events that come again: planning a series, making its dates, changing the coming ones, ending it.

Whoever writes a series locks its row first: the dates of a series are made one after another, and the unique constraint on
(series, date) holds even past that lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotVisible, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import MANAGE
from clusterkit.events.enums import EventState
from clusterkit.events.models import Event, EventSeries
from clusterkit.events.recurrence import parse_rule
from clusterkit.events.services.answers import copy_questions
from clusterkit.events.services.copying import values_at
from clusterkit.events.services.managing import cancel_event, create_event, publish_event
from clusterkit.events.services.seats import SYSTEM, locked_event

AHEAD = timedelta(days=183)
"""How far ahead dates are made."""

MOST_AHEAD = 60
"""How many coming dates a series has at most."""


@transaction.atomic
def start_series(*, actor: Actor, event: Event, rule: str, now: datetime | None = None) -> EventSeries:
    """Let *event* come again by *rule*; it is the first date and the pattern of the others, which are made at once.

    Raises ``NotPermitted``, ``StateConflict`` (not a draft or published, part of a series already), ``InvalidInput``.
    """
    row = locked_event(event)
    policy_of(Event).require(actor, MANAGE, row)
    if row.state not in (EventState.DRAFT, EventState.PUBLISHED):
        raise StateConflict(_("A cancelled or closed event does not come again. Copy it instead."))
    if row.series_id is not None or EventSeries.objects.filter(pattern_id=row.pk).exists():
        raise StateConflict(_("This event belongs to a series already."))
    parsed = parse_rule(rule)
    if parsed.until is not None and parsed.until <= row.starts_at.astimezone(row.zone).date():
        raise InvalidInput(_("The last day must be later than the first date."), field="until")
    series: EventSeries = EventSeries.objects.create(
        pattern=row, rule=str(parsed), first_at=row.starts_at, time_zone=row.time_zone, made_until=row.starts_at
    )
    row.series, row.occurrence_at = series, row.starts_at
    row.version += 1
    row.save()
    ports.record(actor=actor, action=MANAGE.code, target=row, after={"rule": series.rule})
    make_dates(series=series, actor=actor, now=now)
    return series


@transaction.atomic
def make_dates(*, series: EventSeries, actor: Actor = SYSTEM, now: datetime | None = None) -> list[Event]:
    """Make the dates of the next six months that are not made yet; safe to run twice.

    They are drafts where the pattern is one, else published. A date that was made once never comes back: whether it was
    cancelled, moved or taken away. Raises ``NotPermitted``.
    """
    now = now or timezone.now()
    row = locked_series(series)
    pattern = _pattern(row)
    policy_of(Event).require(actor, MANAGE, pattern)
    if row.ended_at is not None:
        return []
    made: list[Event] = []
    room = MOST_AHEAD - Event.objects.filter(series_id=row.pk, starts_at__gt=now).count()
    reached = row.made_until or row.first_at
    for occurrence_at in takewhile(lambda at: at <= now + AHEAD, _dates_after(row, reached)):
        if room <= len(made):
            break
        reached = occurrence_at
        if occurrence_at > now:
            made.append(_make(row, pattern, occurrence_at, actor))
    if reached != row.made_until:
        row.made_until = reached
        row.save(update_fields=["made_until"])
    return made


def _dates_after(series: EventSeries, moment: datetime) -> Iterator[datetime]:
    dates = parse_rule(series.rule).dates(series.first_at, Event(time_zone=series.time_zone).zone)
    return (at for at in dates if at > moment)


def _make(series: EventSeries, pattern: Event, occurrence_at: datetime, actor: Actor) -> Event:
    event = create_event(actor=actor, **values_at(pattern, start_on(pattern, series, occurrence_at)))
    copy_questions(actor=actor, source=pattern, to=event)
    event.series, event.occurrence_at = series, occurrence_at
    event.save(update_fields=["series", "occurrence_at"])
    return event if pattern.state == EventState.DRAFT else publish_event(actor=actor, event=event)


def start_on(pattern: Event, series: EventSeries, occurrence_at: datetime) -> datetime:
    """When the date of the rule begins: on its day, at the hour of the pattern."""
    zone = Event(time_zone=series.time_zone).zone
    clock = pattern.starts_at.astimezone(pattern.zone).time()
    return datetime.combine(occurrence_at.astimezone(zone).date(), clock, pattern.zone).astimezone(UTC)


def run_series(now: datetime | None = None) -> int:
    """Make what is due in every series of the cluster. Returns the number of dates made. The worker calls it."""
    now = now or timezone.now()
    due = EventSeries.objects.filter(ended_at__isnull=True).order_by("pk")
    made = 0
    for series in due:
        if next(_dates_after(series, series.made_until or series.first_at), now + 2 * AHEAD) <= now + AHEAD:
            made += len(make_dates(series=series, now=now))
    return made


@transaction.atomic
def publish_series(*, actor: Actor, series: EventSeries, now: datetime | None = None) -> int:
    """Announce all coming dates that are drafts. Returns how many. Raises ``NotPermitted``, ``InvalidInput``."""
    now = now or timezone.now()
    row = locked_series(series)
    policy_of(EventSeries).require(actor, MANAGE, row)
    drafts = Event.objects.filter(series_id=row.pk, state=EventState.DRAFT, ends_at__gt=now).order_by("starts_at", "pk")
    for event in drafts:
        publish_event(actor=actor, event=event)
    return len(drafts)


@transaction.atomic
def end_series(
    *, actor: Actor, series: EventSeries, cancel_reason: str = "", now: datetime | None = None
) -> EventSeries:
    """Make no more dates. With *cancel_reason* the published ones that have not begun are cancelled too, and their people told.

    Raises ``NotPermitted``, ``StateConflict`` when it was ended before.
    """
    now = now or timezone.now()
    row = locked_series(series)
    policy_of(EventSeries).require(actor, MANAGE, row)
    if row.ended_at is not None:
        raise StateConflict(_("The series has ended already."))
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    ports.record(actor=actor, action=MANAGE.code, target=row.pattern, after={"series_ended": now.isoformat()})
    if cancel_reason.strip():
        coming = Q(series_id=row.pk, state=EventState.PUBLISHED, starts_at__gt=now)
        for event in Event.objects.filter(coming).order_by("starts_at", "pk"):
            cancel_event(actor=actor, event=event, reason=cancel_reason)
    return row


def locked_series(series: EventSeries) -> EventSeries:
    """The fresh row, locked until the end of the transaction. Raises ``NotVisible`` when it is gone."""
    series._check_schema()
    found = EventSeries.objects.select_for_update(of=("self",)).select_related("pattern").filter(pk=series.pk).first()
    if found is None:
        raise NotVisible
    return found


def _pattern(series: EventSeries) -> Event:
    """The event that new dates copy. Where it was called off or changed by itself, the next date that was not stands for it."""
    pattern = series.pattern
    if pattern.state != EventState.CANCELLED and not pattern.differs:
        return pattern
    others = Event.objects.filter(series_id=series.pk, differs=False).exclude(state=EventState.CANCELLED)
    other = (
        others.filter(occurrence_at__gt=pattern.occurrence_at or pattern.starts_at).order_by("occurrence_at").first()
    )
    if other is None:
        return pattern
    series.pattern = other
    series.save(update_fields=["pattern"])
    return other
