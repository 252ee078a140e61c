"""The month, and what all ways to look at events share: the tabs between them, the addresses to subscribe to."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from clusterkit.core.policies import Actor
from clusterkit.core.web.elements import Tab
from clusterkit.core.web.views import PageView
from clusterkit.events.actions import MANAGE, VIEW
from clusterkit.events.calendars.web_links import webcal_url
from clusterkit.events.filters import EventFilter
from clusterkit.events.models import Event
from clusterkit.events.moments import offset_text
from clusterkit.events.selectors.month import month_from, month_of

KEPT = ("q", "mode", "sector")
"""The filters that go along from one way to look to another."""


def chosen(bound: EventFilter) -> dict[str, str]:
    """The filters in force, as they stand in addresses."""
    return {name: value for name in KEPT if (value := bound.data.get(name, ""))}


def ways_to_look(here: str, bound: EventFilter) -> list[Tab]:
    """The tabs: the list, by day, the month, what was; each keeps the filters."""
    query = urlencode(chosen(bound))
    ways = (
        (_("Upcoming"), "clusterkit_events:list"),
        (_("By day"), "clusterkit_events:days"),
        (_("Month"), "clusterkit_events:month"),
        (_("Past"), "clusterkit_events:past"),
    )
    return [Tab(label, reverse(name) + (f"?{query}" if query else ""), name == here) for label, name in ways]


def calendar_links(viewer: Actor) -> dict[str, Any]:
    """Where a calendar program subscribes, and where a person gets an address of his own."""
    feed = reverse("clusterkit_events:calendar")
    own = reverse("clusterkit_accounts:links") if viewer.is_authenticated else ""
    return {"feed_url": feed, "webcal_url": webcal_url(feed), "own_feed_url": own}


class MonthPage(PageView):
    """The weeks of a month as a table; on a phone the days that have something."""

    policy_action = VIEW
    template_name = "clusterkit/events/month.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The month of the address, with the steps to its neighbours."""
        bound = EventFilter(self.request.GET, queryset=Event.objects.all(), request=self.request)
        month = month_of(
            self.viewer, month_from(self.request.GET.get("month", "")), bound.qs if bound.is_valid() else None
        )
        kept = chosen(bound)
        here = reverse("clusterkit_events:month")

        def step(first: Any) -> str:
            return f"{here}?{urlencode({**kept, 'month': f'{first:%Y-%m}'})}" if first is not None else ""

        today = timezone.localdate()
        return super().get_context_data(
            month=month,
            filter=bound,
            is_filtered=bool(kept),
            tabs=ways_to_look("clusterkit_events:month", bound),
            previous_url=step(month.previous),
            following_url=step(month.following),
            today_url=f"{step(today)}#today",
            clear_url=f"{here}?month={month.first:%Y-%m}",
            zone_text=offset_text(timezone.now(), timezone.get_current_timezone()),
            may_manage=self.viewer.allows(MANAGE),
            **calendar_links(self.viewer),
            **kwargs,
        )
