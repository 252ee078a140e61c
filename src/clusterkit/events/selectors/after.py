"""What a participant finds after an event: the recording, materials, his certificate, the question how it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.events.actions import MANAGE, VIEW
from clusterkit.events.enums import SEATED_STATES, EventState, RegistrationState
from clusterkit.events.feedback import OPEN_FOR
from clusterkit.events.models import AttendanceCertificate, Event, Feedback, Material, Registration
from clusterkit.events.selectors.feedback import may_answer


@dataclass(frozen=True)
class AfterEvent:
    """What there is for this viewer after the event; empty parts are not there for him."""

    registration: Registration | None
    recording_url: str
    materials: int
    certificate: AttendanceCertificate | None
    may_answer: bool
    has_answered: bool
    may_manage: bool

    def __bool__(self) -> bool:
        return bool(self.recording_url or self.materials or self.certificate or self.may_answer or self.may_manage)


def after_event(viewer: Actor, event: Event) -> AfterEvent | None:
    """What *event* left for the viewer; None before its end, or where it did not take place."""
    if not event.is_over() or event.state not in (EventState.PUBLISHED, EventState.ENDED):
        return None
    own = None
    if viewer.user_id is not None:
        own = Registration.objects.live().filter(event_id=event.pk, user_id=viewer.user_id).first()
    if own is not None:
        own.event = event
    answers = own is not None and may_answer(viewer, own)
    return AfterEvent(
        registration=own,
        recording_url=recording_link(viewer, event, own),
        materials=visible_to(viewer, Material.objects.filter(event_id=event.pk)).count(),
        certificate=_certificate(viewer, own),
        may_answer=answers,
        has_answered=answers and own is not None and Feedback.objects.filter(registration_id=own.pk).exists(),
        may_manage=policy_of(Event).can(viewer, MANAGE, event),
    )


def recording_link(viewer: Actor, event: Event, registration: Registration | None) -> str:
    """The recording, for who had a place and still sees the event, and for who manages events; else empty."""
    if not event.recording_url or not policy_of(Event).can(viewer, VIEW, event):
        return ""
    had_place = registration is not None and registration.state in SEATED_STATES
    return event.recording_url if had_place or viewer.allows(MANAGE) else ""


def to_be_answered(viewer: Actor) -> QuerySet[Registration]:
    """The viewer's registrations of events that ask how it was and have no answer of his; the latest first."""
    now = timezone.now()
    checked_in = Registration.objects.filter(event_id=OuterRef("event_id"), state=RegistrationState.ATTENDED)
    is_asked = Q(state=RegistrationState.ATTENDED) | Q(~Exists(checked_in), state=RegistrationState.CONFIRMED)
    rows = visible_to(viewer, Registration.objects.all()).filter(
        is_asked,
        user_id=viewer.user_id or 0,
        event__asks_feedback=True,
        event__state__in=[EventState.PUBLISHED, EventState.ENDED],
        event__ends_at__lte=now,
        event__ends_at__gt=now - OPEN_FOR,
        feedback__isnull=True,
    )
    return rows.select_related("event").order_by("-event__ends_at", "-pk")


def _certificate(viewer: Actor, registration: Any) -> AttendanceCertificate | None:
    if registration is None:
        return None
    rows = visible_to(viewer, AttendanceCertificate.objects.filter(revoked_at__isnull=True))
    return rows.filter(registration_id=registration.pk).first()
