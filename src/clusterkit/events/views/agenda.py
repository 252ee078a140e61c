"""The agenda, the page of an event, one's own registrations, calendars."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import ports
from clusterkit.core.policies import policy_of
from clusterkit.core.templatetags.clusterkit_things import queue_text
from clusterkit.core.web.elements import Crumb, Tab
from clusterkit.core.web.locked import login_url
from clusterkit.core.web.views import ListPage, PageView, PolicyView
from clusterkit.directory.models import Organisation
from clusterkit.events.actions import MANAGE, REGISTER, VIEW, VIEW_REGISTRATION
from clusterkit.events.calendars import CONTENT_TYPE, calendar_feed, calendar_of
from clusterkit.events.enums import ANNOUNCED_STATES
from clusterkit.events.filters import EventFilter
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors import (
    agenda,
    agenda_rows,
    event_page,
    events_for,
    online_link,
    own_registration,
    own_registrations,
)
from clusterkit.events.transitions import EVENT


class Agenda(ListPage[Event]):
    """What comes next."""

    policy_action = VIEW
    model = Event
    filterset_class = EventFilter
    template_name = "clusterkit/events/list.html"
    past = False

    def get_rows(self) -> QuerySet[Event]:
        """What the viewer may see."""
        return agenda(self.viewer, past=self.past)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the two lists as tabs."""
        context = super().get_context_data(**kwargs)
        upcoming, past = reverse("clusterkit_events:list"), reverse("clusterkit_events:past")
        return context | {
            "rows": agenda_rows(context["page_obj"].object_list),
            "tabs": [Tab(_("Upcoming"), upcoming, not self.past), Tab(_("Past"), past, self.past)],
            "past": self.past,
            "may_manage": self.viewer.allows(MANAGE),
        }


class PastEvents(Agenda):
    """What was."""

    past = True


class EventDetail(PageView):
    """One event: what it is, what is left of the places, and the one thing this viewer can do."""

    policy_action = VIEW
    template_name = "clusterkit/events/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As :class:`EventPage` says."""
        page = event_page(self.viewer, self.kwargs["pk"])
        if page is None:
            raise Http404
        register = reverse("clusterkit_events:register", kwargs={"pk": page.event.pk})
        cover = page.event.cover_id
        return super().get_context_data(
            page=page,
            event=page.event,
            transitions={item.name for item in EVENT.available(page.event, self.viewer)},
            queue_text=queue_text(page.position) if page.position else "",
            on_site_position=page.position if page.registration and page.registration.queue_mode == "on_site" else 0,
            online_position=page.position if page.registration and page.registration.queue_mode == "online" else 0,
            has_begun=page.event.starts_at <= timezone.now(),
            organiser_url=_organiser_url(self.viewer, page.event),
            cover_url=reverse("clusterkit_files:download", kwargs={"pk": cover}) if cover else "",
            login_url=login_url(self.request, target=register) if page.door == "sign_in" else "",
            needed_tier=_needed_tier(self.viewer) if page.door == "locked" else "",
            **kwargs,
        )


def _organiser_url(viewer: Any, event: Event) -> str:
    organiser = event.organiser
    if organiser is None or not policy_of(Organisation).can(viewer, policy_of(Organisation).view, organiser):
        return ""
    return organiser.get_absolute_url()


def _needed_tier(viewer: Any) -> str:
    return str(ports.tier_label.call(viewer.needed_tier(REGISTER)))


class OwnRegistrations(ListPage[Registration]):
    """What the person registered for."""

    policy_action = VIEW_REGISTRATION
    model = Registration
    template_name = "clusterkit/events/mine.html"

    def get_rows(self) -> QuerySet[Registration]:
        """One's own."""
        return own_registrations(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way here."""
        return super().get_context_data(
            crumbs=[Crumb(_("Events"), reverse("clusterkit_events:list")), Crumb(_("My registrations"))], **kwargs
        )


class EventCalendar(PolicyView):
    """One event for a calendar."""

    policy_action = VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file; with the online link for who has a place online."""
        event = self.get_visible(Event, events_for(self.viewer), pk=pk)
        link = online_link(self.viewer, event, own_registration(event))
        response = HttpResponse(calendar_of(event, online_url=link), content_type=CONTENT_TYPE)
        response["Content-Disposition"] = f'attachment; filename="event-{event.pk}.ics"'
        return response


class CalendarFeed(PolicyView):
    """The events that the viewer may see, to subscribe to: a calendar without a session gets the public ones."""

    policy_action = VIEW
    limit = 500

    def get(self, request: HttpRequest) -> HttpResponse:
        """The feed, the latest events first; drafts are in nobody's calendar."""
        rows = policy_of(Event).visible_to(self.viewer).filter(state__in=sorted(ANNOUNCED_STATES))
        events = rows.defer("search", "body").order_by("-starts_at", "-pk")[: self.limit]
        return HttpResponse(calendar_feed(events), content_type=CONTENT_TYPE)


__all__ = [
    "Agenda",
    "CalendarFeed",
    "EventCalendar",
    "EventDetail",
    "OwnRegistrations",
    "PastEvents",
]
