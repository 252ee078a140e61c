"""Events and registrations as JSON."""

from clusterkit.events.api.serializers.bodies import EventReasonSerializer, EventVersionSerializer
from clusterkit.events.api.serializers.events import (
    AttendeeSerializer,
    EventPageSerializer,
    EventSerializer,
    EventWriteSerializer,
    SeatsSerializer,
)
from clusterkit.events.api.serializers.parts import SessionSerializer, SessionWriteSerializer, SpeakerSerializer
from clusterkit.events.api.serializers.registrations import (
    RegisterSerializer,
    RegistrationChangeSerializer,
    RegistrationSerializer,
)

__all__ = [
    "AttendeeSerializer",
    "EventPageSerializer",
    "EventReasonSerializer",
    "EventSerializer",
    "EventVersionSerializer",
    "EventWriteSerializer",
    "RegisterSerializer",
    "RegistrationChangeSerializer",
    "RegistrationSerializer",
    "SeatsSerializer",
    "SessionSerializer",
    "SessionWriteSerializer",
    "SpeakerSerializer",
]
