"""Who sees and does what with events and their parts."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from clusterkit.access.tiers import tiers
from clusterkit.core.policies import Action, Actor, Policy, policy_of, register
from clusterkit.events import actions
from clusterkit.events.enums import ANNOUNCED_STATES, EventState, Visibility
from clusterkit.events.models import Event, EventSeries, Session, Speaker

ANSWERED_BY_TIER = frozenset(
    {
        actions.MANAGE,
        actions.PUBLISH,
        actions.CANCEL,
        actions.END,
        actions.DECIDE,
        actions.CHECK_IN,
        actions.ISSUE_CERTIFICATES,
        actions.EXPORT,
        actions.PROMOTE,
    }
)
"""Actions of the office: the tier decides them."""


def _visibilities(actor: Actor) -> list[str]:
    return [code for code in Visibility.values if tiers.reaches(actor.tier, code)]


@register
class EventPolicy(Policy[Event]):
    """An announced event is seen by the tiers it is for; drafts by who manages events."""

    model = Event
    view = actions.VIEW

    def permits(self, actor: Actor, action: Action, obj: Event) -> bool:
        """What the office does is decided by the tier; everything else needs to see the announcement."""
        if action in ANSWERED_BY_TIER or actor.allows(actions.MANAGE):
            return True
        announced = obj.state in ANNOUNCED_STATES and tiers.reaches(actor.tier, obj.visibility)
        if action in (actions.VIEW, actions.VIEW_ATTENDEES):
            return announced
        may_register = announced and tiers.reaches(actor.tier, obj.registration_tier)
        return action == actions.REGISTER and may_register and obj.state == EventState.PUBLISHED

    def scope(self, actor: Actor, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """Announced and for this tier; all for who manages them."""
        if actor.allows(actions.MANAGE):
            return queryset
        return queryset.filter(state__in=sorted(ANNOUNCED_STATES), visibility__in=_visibilities(actor))


class PartOfEvent(Policy[Any]):
    """A part of an event is seen by who sees the event."""

    view = actions.VIEW

    def permits(self, actor: Actor, action: Action, obj: Any) -> bool:
        """As the event says."""
        return policy_of(Event).permits(actor, action, obj.event)

    def scope(self, actor: Actor, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """As the event says."""
        return queryset.filter(event__in=policy_of(Event).visible_to(actor).order_by().values("pk"))


@register
class SpeakerPolicy(PartOfEvent):
    """Speakers."""

    model = Speaker


@register
class SessionPolicy(PartOfEvent):
    """Sessions."""

    model = Session


@register
class SeriesPolicy(Policy[EventSeries]):
    """Rules are the organisers' matter; others see the events that they make."""

    model = EventSeries
    view = actions.MANAGE

    def permits(self, actor: Actor, action: Action, obj: EventSeries) -> bool:
        """The tier decides."""
        return True

    def scope(self, actor: Actor, queryset: QuerySet[EventSeries]) -> QuerySet[EventSeries]:
        """All for who manages events."""
        return queryset
