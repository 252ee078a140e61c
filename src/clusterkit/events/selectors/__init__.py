"""Reads of events; each takes the viewer."""

from clusterkit.events.selectors.agenda import (
    AgendaRow,
    Seats,
    agenda,
    agenda_rows,
    events_for,
    next_events,
    own_registration,
    search_events,
    seats_now,
    seats_of,
)
from clusterkit.events.selectors.page import DOORS, EventPage, door_of, event_page
from clusterkit.events.selectors.people import (
    Attendee,
    attendees,
    consent_in_force,
    email_of,
    online_link,
    own_registrations,
    position_of,
    registrations_for,
    registrations_of,
    registrations_of_guests,
)

__all__ = [
    "DOORS",
    "AgendaRow",
    "Attendee",
    "EventPage",
    "Seats",
    "agenda",
    "agenda_rows",
    "attendees",
    "consent_in_force",
    "door_of",
    "email_of",
    "event_page",
    "events_for",
    "next_events",
    "online_link",
    "own_registration",
    "own_registrations",
    "position_of",
    "registrations_for",
    "registrations_of",
    "registrations_of_guests",
    "search_events",
    "seats_now",
    "seats_of",
]
