"""Certificates of attendance: for who was there, when the event is over. What one says is frozen when it is issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from clusterkit.accounts.selectors import language_of
from clusterkit.core import ports
from clusterkit.core.erased import ERASED_DOMAIN
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.translated import as_translated
from clusterkit.events import notices
from clusterkit.events.actions import ISSUE_CERTIFICATES
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import AttendanceCertificate, Event, Registration
from clusterkit.events.models.registration import make_code
from clusterkit.events.moments import when_text
from clusterkit.events.services.seats import SYSTEM, locked_event
from clusterkit.events.services.telling import to_person
from clusterkit.tenancy.context import current_cluster

AFTERWARDS: Final = timedelta(days=30)
"""So long after an event the worker looks for people whose check-in reached the site late. Then the office issues by hand."""
PORTION: Final = 200
"""Certificates of one event in one visit of the worker."""


def due_certificates(event: Event) -> QuerySet[Registration]:
    """Those who were at *event* and hold no certificate, or one that was taken back with a check-in."""
    valid = AttendanceCertificate.objects.filter(registration_id=OuterRef("pk"), revoked_at__isnull=True)
    people = Registration.objects.filter(~Exists(valid), event_id=event.pk, state=RegistrationState.ATTENDED)
    # Of somebody whose data was erased it stays that somebody came: no paper, neither for him nor for his guests.
    address = f"user__{get_user_model().get_email_field_name()}__endswith"
    gone = f"@{ERASED_DOMAIN}"
    return people.exclude(Q(user__isnull=False) & Q(**{address: gone})).exclude(
        Q(host__user__isnull=False) & Q(**{f"host__{address}": gone})
    )


@transaction.atomic
def issue_certificates(
    *, actor: Actor, event: Event, at_most: int | None = None, now: datetime | None = None
) -> list[AttendanceCertificate]:
    """Issue what is due for *event* and tell the people; safe to be called again. Returns what was issued.

    A certificate that was taken back and is due again becomes valid again, with its number. Raises ``NotPermitted``;
    ``StateConflict`` before the end, and for an event that gives none.
    """
    row = locked_event(event)
    policy_of(Event).require(actor, ISSUE_CERTIFICATES, row)
    now = now or timezone.now()
    if not row.gives_certificates:
        raise StateConflict(_("Participants of this event get no certificate. Change that on the event’s form."))
    if row.state not in (EventState.PUBLISHED, EventState.ENDED) or not row.is_over(now):
        raise StateConflict(_("Certificates are issued when the event is over."))
    people = due_certificates(row).select_related("organisation", "host", "certificate").order_by("pk")
    serial = _last_serial(row)
    issued: list[AttendanceCertificate] = []
    told: list[ports.Notice] = []
    for registration in people[:at_most]:
        certificate = getattr(registration, "certificate", None)
        if certificate is None:
            serial += 1
            number = f"{row.starts_at.astimezone(row.zone).year}-{row.pk}-{serial:03}"
            content = _content(row, registration)
            certificate = AttendanceCertificate.objects.create(
                registration=registration, number=number, code=make_code(), content=content, issued_at=now
            )
        else:
            certificate.revoked_at = None
            certificate.content = certificate.content or _content(row, registration)
            certificate.save(update_fields=["revoked_at", "content"])
        issued.append(certificate)
        told.append(_notice(registration, row))
    if issued:
        ports.notify(*told)
        ports.record(actor=actor, action=ISSUE_CERTIFICATES.code, target=row, after={"rows": len(issued)})
    return issued


def issue_due_certificates(now: datetime | None = None) -> int:
    """What the worker does: certificates of events that ended lately, in portions. Returns how many were issued."""
    now = now or timezone.now()
    ended = Event.objects.filter(
        gives_certificates=True, state=EventState.ENDED, ends_at__lte=now, ends_at__gt=now - AFTERWARDS
    )
    count = 0
    for event in ended.order_by("ends_at", "pk"):
        if due_certificates(event).exists():
            count += len(issue_certificates(actor=SYSTEM, event=event, at_most=PORTION, now=now))
    return count


def take_back_certificate(registration: Registration) -> None:
    """The check-in was taken back, and so is the paper. Called by use cases, under the event's lock."""
    AttendanceCertificate.objects.filter(registration_id=registration.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )


def erase_certificates(user_id: int) -> int:
    """Take the certificates of a person and of the guests whom he brought back, and forget the names in them."""
    rows = AttendanceCertificate.objects.filter(
        Q(registration__user_id=user_id) | Q(registration__host__user_id=user_id)
    )
    return rows.update(revoked_at=timezone.now(), content={})


def _last_serial(event: Event) -> int:
    numbers = AttendanceCertificate.objects.filter(registration__event_id=event.pk).values_list("number", flat=True)
    return max((int(number.rpartition("-")[2]) for number in numbers), default=0)


def _content(event: Event, registration: Registration) -> dict[str, Any]:
    cluster = current_cluster()
    person = registration.user_id if registration.host is None else registration.host.user_id
    language = (language_of(person) if person is not None else None) or str(cluster.languages[0])
    with override(language):
        return {
            "language": language,
            "cluster": as_translated(cluster.name).get_text(language),
            "name": registration.name,
            "organisation": registration.organisation_label,
            "event": as_translated(event.title).get_text(language),
            "when": when_text(event.starts_at, event.ends_at, event.zone),
            "place": event.place if registration.mode == "on_site" else "",
            "mode": str(registration.get_mode_display()),
            "hours": event.hours,
        }


def _notice(registration: Registration, event: Event) -> ports.Notice:
    guest = registration.name if registration.host is not None else ""
    told = to_person(notices.CERTIFICATE, registration, event, guest=guest)
    return replace(told, path=registration.get_absolute_url())
