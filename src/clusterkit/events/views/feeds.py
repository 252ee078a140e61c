"""Calendars that programs fetch: one event, the cluster's feed, the feed of one person by his secret address."""

from __future__ import annotations

import hashlib
from calendar import timegm
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Event as Entry

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.personal_links import LinkPurpose, Text, link_purposes
from clusterkit.accounts.selectors import language_of, link_of_secret
from clusterkit.accounts.services import note_use
from clusterkit.core.policies import Actor
from clusterkit.core.web.views import PolicyView
from clusterkit.events.actions import VIEW
from clusterkit.events.calendars import CONTENT_TYPE, calendar_feed, calendar_of, entry_of, standing_of
from clusterkit.events.calendars.meetings import meeting_entries
from clusterkit.events.filters import EventFilter
from clusterkit.events.models import Event
from clusterkit.events.selectors import events_for, online_link, own_registration
from clusterkit.events.selectors.feeds import Feed, FeedLine, feed_of
from clusterkit.tenancy.context import current_cluster

PURPOSE = "events.calendar"


class EventCalendar(PolicyView):
    """One event for a calendar."""

    policy_action = VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file; with the online link for who has a place online."""
        event = self.get_visible(Event, events_for(self.viewer), pk=pk)
        own = own_registration(event)
        link = online_link(self.viewer, event, own)
        content = calendar_of(event, standing=standing_of(own), online_url=link)
        response = HttpResponse(content, content_type=CONTENT_TYPE)
        response["Content-Disposition"] = f'attachment; filename="event-{event.pk}.ics"'
        return response


class CalendarFeed(PolicyView):
    """The events that the viewer may see, to subscribe to: a calendar without a session gets the public ones.

    The filters of the list narrow it. A reader who has it already is told so after few statements, nothing is built for him.
    """

    policy_action = VIEW
    http_method_names = ["get", "head", "options"]
    only_own: ClassVar[bool] = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed, or 304. Only the ETag answers that: a date does not tell that a right was lost."""
        feed = self.feed()
        extra = self.extra()
        etag = self.etag(feed, extra)
        unchanged = get_conditional_response(request, etag) if "If-None-Match" in request.headers else None
        response = unchanged if unchanged is not None else self.document(feed, extra)
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache" if self.viewer.is_authenticated else "private, max-age=300"
        return response

    def feed(self) -> Feed:
        """What this reader sees now."""
        bound = EventFilter(self.request.GET, queryset=Event.objects.all(), request=self.request)
        return feed_of(self.viewer, bound.qs if bound.is_valid() else None, only_own=self.only_own)

    def extra(self) -> Sequence[Entry]:
        """Entries beside the events."""
        return ()

    def name(self) -> str:
        """What calendar programs call it."""
        cluster = current_cluster()
        return str(cluster.short_name or cluster.name)

    def etag(self, feed: Feed, extra: Iterable[Entry]) -> str:
        """Of what the document is made of: the events, the rights, the words around them."""
        cluster = current_cluster()
        around = (translation.get_language(), cluster.absolute_url("/"), self.name(), cluster.time_zone)
        told = repr((feed.stamp, around, [entry.to_ical() for entry in extra]))
        return quote_etag(hashlib.sha256(told.encode()).hexdigest())

    def document(self, feed: Feed, extra: Iterable[Entry]) -> HttpResponse:
        """All of it."""
        lines = feed.lines()
        content = calendar_feed(((line.event, _entry(line)) for line in lines), name=self.name(), extra=extra)
        response = HttpResponse(content, content_type=CONTENT_TYPE)
        newest = max((_changed(line) for line in lines), default=None)
        if newest is not None:
            response["Last-Modified"] = http_date(timegm(newest.utctimetuple()))
        return response


def _changed(line: FeedLine) -> Any:
    own = line.registration
    return max(line.event.updated_at, own.state_changed_at) if own is not None else line.event.updated_at


def _entry(line: FeedLine) -> Entry:
    return entry_of(line.event, standing=line.standing, online_url=line.online_url, stamp=_changed(line))


class PersonalCalendar(CalendarFeed):
    """By a secret address: the reader is its owner, with the rights that he has at this moment. Else there is nothing."""

    reader: Actor

    @property
    def viewer(self) -> Actor:
        """The owner of the address, whoever fetches it."""
        return self.reader

    def extra(self) -> Sequence[Entry]:
        """His arranged short meetings."""
        return meeting_entries(self.viewer)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the owner; 404 where the address opens nothing (any more), in his language where it does."""
        found = link_of_secret(self.kwargs["secret"], PURPOSE)
        if found is None:
            raise Http404
        self.reader = viewer_of(found.user)
        if not self.reader.allows(VIEW):
            raise Http404
        note_use(found)
        with translation.override(language_of(found.user_id) or translation.get_language()):
            response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response


class OwnCalendar(PersonalCalendar):
    """The same, of what the person registered for only."""

    only_own = True

    def name(self) -> str:
        """Says whose it is."""
        return _("My events: %(cluster)s") % {"cluster": super().name()}


def personal_addresses(secret: str) -> Sequence[tuple[Text, str]]:
    """What to paste into a calendar."""
    return [
        (_("What I registered for"), reverse("clusterkit_events:calendar-own", args=[secret])),
        (_("All events that I may see"), reverse("clusterkit_events:calendar-personal", args=[secret])),
    ]


def connect() -> None:
    """Offer the calendar among one's own addresses."""
    link_purposes.register(
        LinkPurpose(
            PURPOSE,
            "clusterkit_events",
            gettext_lazy("Events in my calendar"),
            gettext_lazy(
                "Your calendar program shows the events by itself, with the online link where you have a place. "
                "Choose one of two addresses: what you registered for, or everything that you may see."
            ),
            VIEW,
            personal_addresses,
        )
    )
