"""Who sees and does what with events, registrations and what comes of them."""

from clusterkit.events.policies.events import EventPolicy, PartOfEvent
from clusterkit.events.policies.meetings import MeetingPolicy
from clusterkit.events.policies.registrations import RegistrationPolicy, is_of_person, of_person

__all__ = ["EventPolicy", "MeetingPolicy", "PartOfEvent", "RegistrationPolicy", "is_of_person", "of_person"]
