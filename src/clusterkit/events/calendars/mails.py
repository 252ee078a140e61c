"""The calendar part of the mails about events: made when the mail leaves, by what is true then, for who gets it."""

from __future__ import annotations

from collections.abc import Sequence

from clusterkit.core.mail_parts import MailAbout, MailPart, mail_parts
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events import notices
from clusterkit.events.calendars.documents import invitation
from clusterkit.events.enums import LIVE_STATES, SEATED_STATES, EventState
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors.people import online_link

WITH_CALENDAR = (
    notices.CONFIRMED,
    notices.PROMOTED,
    notices.REGISTRATION_CANCELLED,
    notices.EVENT_CHANGED,
    notices.EVENT_CANCELLED,
)
"""The notices whose mails carry the event."""


def parts_of(about: MailAbout) -> Sequence[MailPart]:
    """The event for who has a place now; its end for who has none any more, or where it is cancelled. Else nothing.

    A mail that was late tells what is true when it leaves: nobody gets an event back that he gave up meanwhile.
    """
    viewer = about.viewer
    event, target = _event_of(about)
    if event is None or viewer.user_id is None or (target is not None and target.user_id != viewer.user_id):
        return ()  # a guest whom he brings: his own entry stands already
    own = _own(viewer, event)
    has_place = own is not None and own.state in SEATED_STATES
    gave_up = about.kind == notices.REGISTRATION_CANCELLED.code and own is None
    if not (has_place or gave_up or event.state == EventState.CANCELLED):
        return ()
    link = online_link(viewer, event, own) if has_place and event.state != EventState.CANCELLED else ""
    method, content = invitation(event, address=about.address, is_off=gave_up, online_url=link)
    text = content.decode()
    return (
        MailPart(text, f"text/calendar; method={method}"),
        MailPart(text, "application/ics", filename=f"event-{event.pk}.ics"),
    )


def _event_of(about: MailAbout) -> tuple[Event | None, Registration | None]:
    """The event, among those that the reader may see, and the registration that the mail is about."""
    key = about.target_pk
    if not key.isdecimal():
        return None, None
    rows = policy_of(Event).visible_to(about.viewer)
    if about.target_label == Event._meta.label_lower:
        return rows.filter(pk=key).first(), None
    if about.target_label != Registration._meta.label_lower:
        return None, None
    target = policy_of(Registration).visible_to(about.viewer).filter(pk=key).first()
    return (rows.filter(pk=target.event_id).first(), target) if target is not None else (None, None)


def _own(viewer: Actor, event: Event) -> Registration | None:
    rows = Registration.objects.filter(event_id=event.pk, user_id=viewer.user_id or 0, state__in=sorted(LIVE_STATES))
    return rows.first()


def connect() -> None:
    """Let the mails carry it; called once, when the app is ready."""
    mail_parts.register(parts_of, *WITH_CALENDAR)
