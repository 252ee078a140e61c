"""Registrations: one's own, those of an event, the names that others may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.events.actions import MANAGE, VIEW_ATTENDEES
from clusterkit.events.enums import LISTED_CONSENTS, SEATED_STATES, AttendeeConsent, RegistrationState
from clusterkit.events.models import Event, Registration


@dataclass(frozen=True)
class Attendee:
    """A person who comes and agreed to be listed. ``contact`` is empty unless he agreed to that too."""

    name: str
    organisation: str
    contact: str


def registrations_for(viewer: Actor) -> QuerySet[Registration]:
    """What the viewer may see: his own, all for the office."""
    return visible_to(viewer, Registration.objects.select_related("event", "organisation", "user"))


def own_registrations(viewer: Actor) -> QuerySet[Registration]:
    """The viewer's own ones, also where the viewer manages events; the latest event first."""
    return registrations_for(viewer).filter(user_id=viewer.user_id).order_by("-event__starts_at", "-pk")


def registrations_of(viewer: Actor, event: Event) -> QuerySet[Registration]:
    """The office's list of one event, by name."""
    return registrations_for(viewer).filter(event_id=event.pk).order_by("name", "pk")


def attendees(viewer: Actor, event: Event) -> list[Attendee] | None:
    """Who comes and agreed to be listed; None where the viewer's tier does not reach the list."""
    if not policy_of(Event).can(viewer, VIEW_ATTENDEES, event):
        return None
    rows = Registration.objects.filter(
        event_id=event.pk, state__in=sorted(SEATED_STATES), consent__in=sorted(LISTED_CONSENTS)
    ).select_related("organisation", "user")
    return [
        Attendee(row.name, row.organisation_label, email_of(row.user) if row.consent == AttendeeConsent.CONTACT else "")
        for row in rows.order_by("name", "pk")
    ]


def email_of(user: Any) -> str:
    """The e-mail address of a user of any user model."""
    return str(getattr(user, user.get_email_field_name(), "") or "")


def position_of(registration: Registration) -> int:
    """The place in the queue, from 1; 0 outside of any queue."""
    mode = registration.queue_mode
    if mode is None or registration.queued_at is None:
        return 0
    before = Q(queued_at__lt=registration.queued_at) | Q(queued_at=registration.queued_at, pk__lt=registration.pk)
    return Registration.objects.filter(before, event_id=registration.event_id).queue(mode).count() + 1


def online_link(viewer: Actor, event: Event, registration: Registration | None) -> str:
    """The online link, for who has an online place and for who manages events; else empty.

    The event must be open to the viewer too: who lost the tier loses the link.
    """
    if not event.online_url or not policy_of(Event).can(viewer, policy_of(Event).view, event):
        return ""
    if viewer.allows(MANAGE):
        return event.online_url
    has_place = registration is not None and registration.state in (
        RegistrationState.CONFIRMED,
        RegistrationState.ATTENDED,
    )
    return event.online_url if has_place and registration is not None and registration.mode == "online" else ""
