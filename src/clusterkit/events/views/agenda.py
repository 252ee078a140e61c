"""The list of events, the page of an event, one's own registrations."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.access.tiers import tiers
from clusterkit.core import ports
from clusterkit.core.policies import policy_of
from clusterkit.core.templatetags.clusterkit_things import queue_text
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.locked import login_url
from clusterkit.core.web.views import ListPage, PageView
from clusterkit.directory.models import Organisation
from clusterkit.events.actions import MANAGE, REGISTER, VIEW, VIEW_REGISTRATION
from clusterkit.events.filters import DatedEventFilter
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors import (
    agenda,
    agenda_rows,
    event_page,
    events_for,
    own_registrations,
)
from clusterkit.events.selectors.month import by_day
from clusterkit.events.transitions import EVENT
from clusterkit.events.views.calendar import calendar_links, ways_to_look


class Agenda(ListPage[Event]):
    """What comes next."""

    policy_action = VIEW
    model = Event
    filterset_class = DatedEventFilter
    template_name = "clusterkit/events/list.html"
    past = False
    here = "clusterkit_events:list"

    def get_rows(self) -> QuerySet[Event]:
        """What the viewer may see."""
        return agenda(self.viewer, past=self.past)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the ways to look at events as tabs."""
        context = super().get_context_data(**kwargs)
        events = context["page_obj"].object_list
        return {
            **context,
            **calendar_links(self.viewer),
            "rows": agenda_rows(events),
            "tabs": ways_to_look(self.here, self.filterset),
            "past": self.past,
            "may_manage": self.viewer.allows(MANAGE),
        }


class PastEvents(Agenda):
    """What was."""

    past = True
    here = "clusterkit_events:past"


class AgendaByDay(Agenda):
    """What comes next, in groups by day."""

    template_name = "clusterkit/events/days.html"
    here = "clusterkit_events:days"

    def get_rows(self) -> QuerySet[Event]:
        """From now on, or from the day that is asked for: then also what is over."""
        asked = DatedEventFilter(self.request.GET, queryset=Event.objects.none(), request=self.request)
        dated = asked.is_valid() and asked.form.cleaned_data.get("since") is not None
        return events_for(self.viewer).order_by("starts_at", "pk") if dated else super().get_rows()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the groups."""
        context = super().get_context_data(**kwargs)
        form = self.filterset.form
        since = form.cleaned_data.get("since") if form.is_valid() else None
        return {**context, "groups": by_day(context["page_obj"].object_list, since=since)}


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
            needed_tier=_needed_tier(self.viewer, page.event) if page.door == "locked" else "",
            **kwargs,
        )


def _organiser_url(viewer: Any, event: Event) -> str:
    organiser = event.organiser
    if organiser is None or not policy_of(Organisation).can(viewer, policy_of(Organisation).view, organiser):
        return ""
    return organiser.get_absolute_url()


def _needed_tier(viewer: Any, event: Event) -> str:
    needed = tiers.highest(viewer.needed_tier(REGISTER), event.registration_tier)
    return str(ports.tier_label.call(needed))


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


__all__ = [
    "Agenda",
    "AgendaByDay",
    "EventDetail",
    "OwnRegistrations",
    "PastEvents",
]
