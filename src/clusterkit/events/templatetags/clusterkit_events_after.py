"""``{% load clusterkit_events_after %}``: short meetings at an event and what it left, for who looks."""

from __future__ import annotations

from django.template import Context, Library

from clusterkit.events.models import Event
from clusterkit.events.selectors.after import AfterEvent, after_event
from clusterkit.events.selectors.meetings import MeetingsPage, meetings_page

register = Library()


@register.simple_tag(takes_context=True)
def meetings_at(context: Context, event: Event) -> MeetingsPage | None:
    """The viewer's short meetings at *event*: ``{% meetings_at event as short_meetings %}``."""
    return meetings_page(context["viewer"], event)


@register.simple_tag(takes_context=True)
def left_by(context: Context, event: Event) -> AfterEvent | None:
    """What there is for the viewer after *event*: ``{% left_by event as after %}``."""
    return after_event(context["viewer"], event)
