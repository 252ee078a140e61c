"""Who sees and does what with registrations and what comes of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, policy_of, register
from clusterkit.events import actions
from clusterkit.events.enums import SEATED_STATES, MaterialAudience, RegistrationState
from clusterkit.events.models import (
    AttendanceCertificate,
    CheckIn,
    Event,
    Feedback,
    Material,
    Registration,
)
from clusterkit.events.policies.events import ANSWERED_BY_TIER

_OF_ONE_PERSON = frozenset(
    {
        actions.VIEW_REGISTRATION,
        actions.CHANGE_REGISTRATION,
        actions.CANCEL_REGISTRATION,
        actions.ANSWER_OFFER,
        actions.BRING_GUESTS,
    }
)

_OF_ONESELF = frozenset({actions.MEET, actions.GIVE_FEEDBACK})
"""Nobody does these for somebody else: neither the office nor who brings a guest."""


def of_person(actor: Actor, prefix: str = "") -> Q:
    """The condition "this registration is the actor's own, or of a guest whom he brings"; *prefix* is a path to it."""
    return Q(**{f"{prefix}user_id": actor.user_id}) | Q(**{f"{prefix}host__user_id": actor.user_id})


def is_of_person(actor: Actor, registration: Registration) -> bool:
    """The same, of one registration."""
    if actor.user_id is None:
        return False
    host = registration.host
    return actor.user_id == (registration.user_id if host is None else host.user_id)


@register
class RegistrationPolicy(Policy[Registration]):
    """One's own and those of one's guests, and all for who works at the door or decides. Others learn names by the list of
    attendees only."""

    model = Registration
    view = actions.VIEW_REGISTRATION

    def permits(self, actor: Actor, action: Action, obj: Registration) -> bool:
        """The person for his own, the office for all."""
        if action in _OF_ONESELF:
            return actor.user_id is not None and obj.user_id == actor.user_id
        if action == actions.BRING_GUESTS and obj.host_id is not None:
            return False  # guests bring nobody
        if action in ANSWERED_BY_TIER or actor.allows(actions.MANAGE):
            return True
        return action in _OF_ONE_PERSON and is_of_person(actor, obj)

    def scope(self, actor: Actor, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        """The person's own, all for the office."""
        if actor.allows(actions.MANAGE):
            return queryset
        return queryset.filter(of_person(actor)) if actor.user_id is not None else queryset.none()


class _OfRegistration(Policy[Any]):
    """What hangs on one registration: for its person and the office."""

    view = actions.VIEW_REGISTRATION

    def permits(self, actor: Actor, action: Action, obj: Any) -> bool:
        """As the registration says."""
        return policy_of(Registration).permits(actor, action, obj.registration)

    def scope(self, actor: Actor, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """As the registration says."""
        if actor.allows(actions.MANAGE):
            return queryset
        return queryset.filter(of_person(actor, "registration__")) if actor.user_id is not None else queryset.none()


@register
class CertificatePolicy(_OfRegistration):
    """Certificates of attendance. Who has the code asks the page of checks, which names no row."""

    model = AttendanceCertificate


@register
class FeedbackPolicy(_OfRegistration):
    """One's own answer; the office reads all, without names."""

    model = Feedback


@register
class CheckInPolicy(Policy[CheckIn]):
    """What was done at the door is known at the door only."""

    model = CheckIn
    view = actions.CHECK_IN

    def permits(self, actor: Actor, action: Action, obj: CheckIn) -> bool:
        """The tier decides."""
        return True

    def scope(self, actor: Actor, queryset: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
        """All for who works at the door."""
        return queryset


@register
class MaterialPolicy(Policy[Material]):
    """A material is seen by those of its audience who see the event."""

    model = Material
    view = actions.VIEW

    def permits(self, actor: Actor, action: Action, obj: Material) -> bool:
        """As the event says, and by the audience."""
        if actor.allows(actions.MANAGE):
            return True
        if not policy_of(Event).permits(actor, action, obj.event):
            return False
        states = _STATES_OF_AUDIENCE[obj.audience]
        return states is None or (
            actor.user_id is not None
            and Registration.objects.filter(
                event_id=obj.event_id, user_id=actor.user_id, state__in=sorted(states)
            ).exists()
        )

    def scope(self, actor: Actor, queryset: QuerySet[Material]) -> QuerySet[Material]:
        """As the event says, and by the audience."""
        if actor.allows(actions.MANAGE):
            return queryset
        allowed = Q(audience=MaterialAudience.ALL)
        for audience, states in _STATES_OF_AUDIENCE.items():
            if states is not None and actor.user_id is not None:
                own = Registration.objects.filter(
                    event_id=OuterRef("event_id"), user_id=actor.user_id, state__in=sorted(states)
                )
                allowed |= Q(Exists(own), audience=audience)
        visible = policy_of(Event).visible_to(actor).order_by().values("pk")
        return queryset.filter(allowed, event__in=visible)


_STATES_OF_AUDIENCE: dict[str, frozenset[RegistrationState] | None] = {
    MaterialAudience.ALL: None,
    MaterialAudience.SEATED: SEATED_STATES,
    MaterialAudience.ATTENDED: frozenset({RegistrationState.ATTENDED}),
}
"""Whose registration stands so gets a material; None asks for no registration."""
