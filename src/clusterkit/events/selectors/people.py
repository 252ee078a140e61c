"""Registrations: one's own, those of an event, the names that others may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.internal.userkit import filter_users_by_email
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from clusterkit.accounts.selectors import consented, has_consent
from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.events.actions import BRING_GUESTS, MANAGE, VIEW_ATTENDEES
from clusterkit.events.consents import ATTENDEES
from clusterkit.events.enums import (
    LISTED_CONSENTS,
    LIVE_STATES,
    SEATED_STATES,
    AttendeeConsent,
    EventState,
    RegistrationState,
    SeatMode,
)
from clusterkit.events.models import Event, Registration, waits_for


@dataclass(frozen=True)
class Attendee:
    """A person who comes and agreed to be listed. ``contact`` is empty unless he agreed to that too."""

    name: str
    organisation: str
    contact: str


def registrations_for(viewer: Actor) -> QuerySet[Registration]:
    """What the viewer may see: his own, all for the office."""
    rows = Registration.objects.select_related("event", "organisation", "user", "host__user")
    return with_positions(visible_to(viewer, rows))


def with_positions(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Add ``queue_position``, which :func:`position_of` reads, in the same statement."""

    def ahead(mode: str) -> Combinable:
        before = Q(queued_at__lt=OuterRef("queued_at")) | Q(queued_at=OuterRef("queued_at"), pk__lt=OuterRef("pk"))
        found = Registration.objects.filter(waits_for(mode), before, event_id=OuterRef("event_id"))
        return Coalesce(Subquery(found.order_by().values("event_id").annotate(n=Count("pk")).values("n")), 0) + 1

    waits = Q(queued_at__isnull=False) & (
        Q(state=RegistrationState.WAITLISTED) | Q(state=RegistrationState.CONFIRMED, wants_on_site=True)
    )
    return rows.annotate(
        queue_position=Case(
            When(waits & (Q(mode=SeatMode.ON_SITE) | Q(wants_on_site=True)), then=ahead(SeatMode.ON_SITE)),
            When(waits, then=ahead(SeatMode.ONLINE)),
            default=0,
            output_field=IntegerField(),
        )
    )


def own_registrations(viewer: Actor) -> QuerySet[Registration]:
    """The viewer's own ones, also where the viewer manages events; the latest event first."""
    return registrations_for(viewer).filter(user_id=viewer.user_id or 0).order_by("-event__starts_at", "-pk")


def registrations_of_guests(viewer: Actor) -> QuerySet[Registration]:
    """Those of the guests whom the viewer brings, by the event."""
    return registrations_for(viewer).filter(host__user_id=viewer.user_id or 0).order_by("event__starts_at", "pk")


def registrations_of(viewer: Actor, event: Event) -> QuerySet[Registration]:
    """The office's list of one event, by name."""
    return registrations_for(viewer).filter(event_id=event.pk).order_by("name", "pk")


def guests_of(viewer: Actor, registration: Registration) -> list[Registration]:
    """The guests whom this person brings and who have not given up; each has a ticket of his own."""
    if registration.user_id is None:
        return []
    rows = visible_to(viewer, Registration.objects.filter(host_id=registration.pk)).live()  # type: ignore[attr-defined]
    return list(rows.select_related("organisation").order_by("pk"))


def may_bring_guests(viewer: Actor, event: Event, registration: Registration, now: datetime | None = None) -> bool:
    """Whether the person of *registration* can name one more guest now."""
    now = now or timezone.now()
    opens = event.registration_opens
    return (
        event.guests_allowed > 0
        and event.state == EventState.PUBLISHED
        and registration.state in LIVE_STATES
        and (opens is None or opens <= now)
        and now < event.last_registration_at
        and registration.host_id is None
        and policy_of(Registration).can(viewer, BRING_GUESTS, registration)
        and Registration.objects.live().filter(host_id=registration.pk).count() < event.guests_allowed
    )


def not_checked_in(viewer: Actor, event: Event) -> QuerySet[Registration]:
    """Who has a place and was not checked in, by name."""
    return registrations_of(viewer, event).filter(state=RegistrationState.CONFIRMED)


def account_of_email(email: str) -> Any:
    """The active account with this e-mail address; None where there is none."""
    found = filter_users_by_email(email.strip(), is_active=True) if email.strip() else []
    return found[0] if found else None


def attendees(viewer: Actor, event: Event) -> list[Attendee] | None:
    """Who comes and agreed to be listed; None where the viewer's tier does not reach the list."""
    if not policy_of(Event).can(viewer, VIEW_ATTENDEES, event):
        return None
    rows = (
        Registration.objects.filter(
            event_id=event.pk, state__in=sorted(SEATED_STATES), consent__in=sorted(LISTED_CONSENTS)
        )
        .filter(consented(ATTENDEES.code))
        .select_related("organisation", "user")
    )
    return [
        Attendee(row.name, row.organisation_label, email_of(row.user) if row.consent == AttendeeConsent.CONTACT else "")
        for row in rows.order_by("name", "pk")
    ]


def consent_in_force(registration: Registration) -> str:
    """What others may read now: nothing where the person took the consent behind it back."""
    if registration.user_id is None or not has_consent(registration.user_id, ATTENDEES):
        return str(AttendeeConsent.NONE.value)
    return registration.consent


def email_of(user: Any) -> str:
    """The e-mail address of a user of any user model; empty for a guest, who has no account."""
    if user is None:
        return ""
    return str(getattr(user, user.get_email_field_name(), "") or "")


def position_of(registration: Registration) -> int:
    """The place in the queue, from 1; 0 outside of any queue."""
    known: int | None = getattr(registration, "queue_position", None)
    if known is not None:
        return known
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
