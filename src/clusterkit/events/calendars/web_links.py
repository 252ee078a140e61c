"""Links that put an event into a calendar on the web. The person clicks them; nothing is sent from here, and no secret is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urlencode, urlsplit, urlunsplit

from clusterkit.events.models import Event
from clusterkit.tenancy.context import current_cluster

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"


@dataclass(frozen=True)
class WebCalendar:
    """A calendar on the web by its own name, and the address that adds the event there."""

    name: str
    url: str


def web_calendars(event: Event) -> list[WebCalendar]:
    """Where the event can be added on the web. The online link is not told: the page of the event is."""
    page = current_cluster().absolute_url(event.get_absolute_url())
    text = "\n\n".join(part for part in (str(event.summary), page) if part)
    place = ", ".join(part for part in (event.place, event.address) if part)
    starts, ends = event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
    google = {
        "action": "TEMPLATE",
        "text": str(event.title),
        "dates": f"{starts:%Y%m%dT%H%M%SZ}/{ends:%Y%m%dT%H%M%SZ}",
        "ctz": event.time_zone,
        "location": place,
        "details": text,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": str(event.title),
        "startdt": f"{starts:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
        "location": place,
        "body": text,
    }
    return [
        WebCalendar("Google Calendar", f"{GOOGLE}?{urlencode(google)}"),
        WebCalendar("Outlook", f"{OUTLOOK}?{urlencode(outlook)}"),
    ]


def webcal_url(path: str) -> str:
    """The address of a feed of this cluster that opens the person's calendar program, which asks whether to subscribe."""
    parts = urlsplit(current_cluster().absolute_url(path))
    return urlunsplit(("webcal", parts.netloc, parts.path, parts.query, ""))
