"""Who sees and does what with events and registrations."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from clusterkit.access.tiers import tiers
from clusterkit.core.policies import Action, Actor, Policy, policy_of, register
from clusterkit.events import actions
from clusterkit.events.enums import ANNOUNCED_STATES, EventState, Visibility
from clusterkit.events.models import Event, ProgrammeEntry, Registration, Speaker

_ANSWERED_BY_TIER = frozenset(
    {
        actions.MANAGE,
        actions.PUBLISH,
        actions.CANCEL,
        actions.END,
        actions.DECIDE,
        actions.CHECK_IN,
        actions.EXPORT,
        actions.PROMOTE,
    }
)
_OF_ONE_PERSON = frozenset(
    {
        actions.VIEW_REGISTRATION,
        actions.CHANGE_REGISTRATION,
        actions.CANCEL_REGISTRATION,
        actions.ANSWER_OFFER,
    }
)


def _visibilities(actor: Actor) -> list[str]:
    return [code for code in Visibility.values if tiers.reaches(actor.tier, code)]


@register
class EventPolicy(Policy[Event]):
    """An announced event is seen by the tiers it is for; drafts by who manages events."""

    model = Event
    view = actions.VIEW

    def permits(self, actor: Actor, action: Action, obj: Event) -> bool:
        """What the office does is decided by the tier; everything else needs to see the announcement."""
        if action in _ANSWERED_BY_TIER or actor.allows(actions.MANAGE):
            return True
        announced = obj.state in ANNOUNCED_STATES and tiers.reaches(actor.tier, obj.visibility)
        if action in (actions.VIEW, actions.VIEW_ATTENDEES):
            return announced
        return action == actions.REGISTER and announced and obj.state == EventState.PUBLISHED

    def scope(self, actor: Actor, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """Announced and for this tier; all for who manages them."""
        if actor.allows(actions.MANAGE):
            return queryset
        return queryset.filter(state__in=sorted(ANNOUNCED_STATES), visibility__in=_visibilities(actor))


class _PartOfEvent(Policy[Any]):
    """A part of an event is seen by who sees the event."""

    view = actions.VIEW

    def permits(self, actor: Actor, action: Action, obj: Any) -> bool:
        """As the event says."""
        return policy_of(Event).permits(actor, action, obj.event)

    def scope(self, actor: Actor, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """As the event says."""
        return queryset.filter(event__in=policy_of(Event).visible_to(actor).order_by().values("pk"))


@register
class SpeakerPolicy(_PartOfEvent):
    """Speakers."""

    model = Speaker


@register
class ProgrammePolicy(_PartOfEvent):
    """Lines of the programme."""

    model = ProgrammeEntry


@register
class RegistrationPolicy(Policy[Registration]):
    """One's own, and all for who works at the door or decides. Others learn names by the list of attendees only."""

    model = Registration
    view = actions.VIEW_REGISTRATION

    def permits(self, actor: Actor, action: Action, obj: Registration) -> bool:
        """The person for his own, the office for all."""
        if action in _ANSWERED_BY_TIER or actor.allows(actions.MANAGE):
            return True
        return action in _OF_ONE_PERSON and actor.user_id is not None and obj.user_id == actor.user_id

    def scope(self, actor: Actor, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        """The person's own, all for the office."""
        if actor.allows(actions.MANAGE):
            return queryset
        return queryset.filter(user_id=actor.user_id) if actor.user_id is not None else queryset.none()
