"""Events with their speakers and programme, and the registrations of people."""

from clusterkit.events.models.event import Event, EventQuerySet, ProgrammeEntry, Speaker
from clusterkit.events.models.registration import Registration, RegistrationQuerySet, make_code, occupies, waits_for

__all__ = [
    "Event",
    "EventQuerySet",
    "ProgrammeEntry",
    "Registration",
    "RegistrationQuerySet",
    "Speaker",
    "make_code",
    "occupies",
    "waits_for",
]
