"""Certificates of attendance: the papers of an event, one's own, and the answer to everybody who has a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from clusterkit.core.policies import Actor, visible_to
from clusterkit.events.models import AttendanceCertificate, Event, Registration


@dataclass(frozen=True)
class CertificateCheck:
    """What anybody who holds the paper may know: what is printed on it, and whether it was taken back."""

    code: str
    number: str
    content: dict[str, Any]
    revoked_at: datetime | None

    @property
    def is_valid(self) -> bool:
        """Whether the paper may be relied on."""
        return self.revoked_at is None


def certificate_check(code: str) -> CertificateCheck | None:
    """The answer for a *code* in its stored form; None for one that was never issued here. One statement."""
    found = AttendanceCertificate.objects.filter(code=code).first() if code else None
    if found is None:
        return None
    # A paper that was taken back says nothing more about the person.
    content = dict(found.content) if found.revoked_at is None else {}
    return CertificateCheck(found.code, found.number, content, found.revoked_at)


def certificates_for(viewer: Actor) -> QuerySet[AttendanceCertificate]:
    """What the viewer may see: his own and his guests', all for the office."""
    rows = AttendanceCertificate.objects.select_related("registration__event", "registration__host")
    return visible_to(viewer, rows)


def certificates_of(viewer: Actor, event: Event) -> QuerySet[AttendanceCertificate]:
    """The papers of one event, in the order of their numbers, those that were taken back too."""
    return certificates_for(viewer).filter(registration__event_id=event.pk).order_by("pk")


def certificate_of(viewer: Actor, registration: Registration) -> AttendanceCertificate | None:
    """The valid paper of one registration, if there is one."""
    return certificates_for(viewer).filter(registration_id=registration.pk, revoked_at__isnull=True).first()
