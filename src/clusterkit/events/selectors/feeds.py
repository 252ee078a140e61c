"""What a calendar feed holds for one reader, and a stamp by which an unchanged feed is known without building it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import MANAGE
from clusterkit.events.calendars.entries import Standing, standing_of
from clusterkit.events.enums import ANNOUNCED_STATES
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors.people import online_link

EVENTS_IN_FEED = 500


@dataclass(frozen=True)
class FeedLine:
    """An event of a feed as its reader stands to it."""

    event: Event
    standing: Standing
    online_url: str
    registration: Registration | None


@dataclass(frozen=True)
class Feed:
    """The keys of the events of a feed, in order, the reader's registrations by event, and the stamp of both."""

    viewer: Actor
    keys: list[int]
    own: dict[int, Registration]
    stamp: str

    def lines(self) -> list[FeedLine]:
        """The events, with what this reader may know of each; one statement."""
        found = Event.objects.defer("search", "body").in_bulk(self.keys)
        return [self._line(found[key]) for key in self.keys if key in found]

    def _line(self, event: Event) -> FeedLine:
        registration = self.own.get(event.pk)
        standing = standing_of(registration)
        # Who manages events may know every link, but has it in his calendar only where he takes part.
        url = online_link(self.viewer, event, registration) if standing is Standing.COMES else ""
        return FeedLine(event, standing, url, registration)


def feed_of(viewer: Actor, rows: QuerySet[Event] | None = None, *, only_own: bool = False) -> Feed:
    """The announced events that *viewer* may see, of *rows*; with *only_own* those that he has a live registration for.

    Where there are more than ``EVENTS_IN_FEED`` the next ones come first, then the latest that are over. Two statements.
    """
    own = _own(viewer)
    found = policy_of(Event).visible_to(viewer, rows).filter(state__in=sorted(ANNOUNCED_STATES))
    if only_own:
        found = found.filter(Exists(own.filter(event_id=OuterRef("pk"))))
    stamps = sorted(_nearest(found).values_list("pk", "sequence", "state", "updated_at", "series_id"))
    registrations = {row.event_id: row for row in own} if viewer.user_id is not None else {}
    standing = [(row.event_id, row.pk, row.version, row.state, row.mode) for row in registrations.values()]
    told = repr((stamps, sorted(standing), viewer.allows(MANAGE)))
    return Feed(viewer, [row[0] for row in stamps], registrations, hashlib.sha256(told.encode()).hexdigest())


def _own(viewer: Actor) -> QuerySet[Registration]:
    if viewer.user_id is None:
        return Registration.objects.none()
    return Registration.objects.live().filter(user_id=viewer.user_id).order_by("pk")


def _nearest(rows: QuerySet[Event]) -> QuerySet[Event]:
    ahead = Q(ends_at__gt=timezone.now())
    is_over = Case(When(ahead, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(is_over, Case(When(ahead, then=F("starts_at"))), "-starts_at", "pk")[:EVENTS_IN_FEED]
