"""iCalendar: one event, a feed to subscribe to, the part of a mail. The UID holds the schema, so two clusters never collide."""

from clusterkit.events.calendars.documents import CONTENT_TYPE, calendar_feed, calendar_of, invitation
from clusterkit.events.calendars.entries import Standing, entry_of, standing_of, uid_of

__all__ = [
    "CONTENT_TYPE",
    "Standing",
    "calendar_feed",
    "calendar_of",
    "entry_of",
    "invitation",
    "standing_of",
    "uid_of",
]
