"""Events with their speakers and sessions, the registrations of people, and what comes of them."""

from clusterkit.events.models.door import AttendanceCertificate, CheckIn
from clusterkit.events.models.event import Event, EventQuerySet, Speaker
from clusterkit.events.models.meetings import Feedback, Meeting
from clusterkit.events.models.registration import Registration, RegistrationQuerySet, make_code, occupies, waits_for
from clusterkit.events.models.series import EventSeries
from clusterkit.events.models.sessions import Material, Session

__all__ = [
    "AttendanceCertificate",
    "CheckIn",
    "Event",
    "EventQuerySet",
    "EventSeries",
    "Feedback",
    "Material",
    "Meeting",
    "Registration",
    "RegistrationQuerySet",
    "Session",
    "Speaker",
    "make_code",
    "occupies",
    "waits_for",
]
