"""The inbox."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterkit.core.web.elements import Tab
from clusterkit.core.web.views import ListPage, PolicyView
from clusterkit.notifications.actions import VIEW
from clusterkit.notifications.models import Notification
from clusterkit.notifications.selectors import inbox, muted_by, part_label, parts_of, unread_count
from clusterkit.notifications.services import mark_all_read, mark_read, mark_unread
from clusterkit.notifications.texts import grouped, inbox_entries

FILTERS = ("unread", "part", "about")


class Inbox(ListPage[Notification]):
    """The person's notices, newest first, those about one thing together.

    ``?unread=1`` shows the new ones only, ``?part=events`` one part of the site, ``?about=<model>:<key>`` one thing.
    """

    policy_action = VIEW
    model = Notification
    template_name = "clusterkit/notifications/inbox.html"

    def get_rows(self) -> QuerySet[Notification]:
        """The viewer's own."""
        chosen = _chosen(self.request.GET)
        return inbox(
            self.viewer, unread=chosen.get("unread") == "1", part=chosen.get("part", ""), about=chosen.get("about", "")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the notices in words, together by thing, and the views of the list."""
        context = super().get_context_data(**kwargs)
        waiting = unread_count(self.viewer)
        chosen = _chosen(self.request.GET)
        entries = inbox_entries(context["page_obj"], self.viewer)
        about = chosen.get("about", "")
        groups = grouped(entries, muted_by(self.viewer)) if not about else []
        single = grouped(entries[:1], muted_by(self.viewer))[0] if about and entries else None
        return {
            **context,
            "groups": groups,
            "entries": entries,
            "about": about,
            "single": single,
            "waiting": waiting,
            "chosen": chosen,
            "tabs": _tabs(chosen, waiting),
            "part_tabs": _part_tabs(chosen, parts_of(self.viewer)),
        }


class Open(PolicyView):
    """Goes to what the notice is about; opening it is reading it."""

    policy_action = VIEW
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark and go on; a path that does not stay in the site leads back to the inbox."""
        notification = self.get_visible(Notification, pk=kwargs["pk"])
        mark_read(notification=notification, actor=self.viewer)
        path = notification.path
        inside = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
        return HttpResponseRedirect(path if inside else reverse("clusterkit_notifications:inbox"))


class MarkRead(PolicyView):
    """One notice is known."""

    policy_action = VIEW
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark it and return to the list it was marked in."""
        mark_read(notification=self.get_visible(Notification, pk=kwargs["pk"]), actor=self.viewer)
        return HttpResponseRedirect(way_back(request))


class MarkUnread(PolicyView):
    """One notice shall stand as new again."""

    policy_action = VIEW
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark it and return to the list it was marked in."""
        mark_unread(notification=self.get_visible(Notification, pk=kwargs["pk"]), actor=self.viewer)
        return HttpResponseRedirect(way_back(request))


class MarkAllRead(PolicyView):
    """All notices are known, or those of the list that is shown."""

    policy_action = VIEW
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark them and say how many."""
        chosen = _chosen(request.POST)
        about = request.POST.get("these", "") or chosen.get("about", "")
        count = mark_all_read(actor=self.viewer, part=chosen.get("part", ""), about=_clean(about))
        messages.success(
            request,
            ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", count)
            % {"count": count},
        )
        return HttpResponseRedirect(way_back(request))


def way_back(request: HttpRequest) -> str:
    """The list of notices with the filters that it was left with."""
    chosen = _chosen(request.POST)
    own = reverse("clusterkit_notifications:inbox")
    return f"{own}?{urlencode(chosen)}" if chosen else own


def _chosen(data: Any) -> dict[str, str]:
    return {name: value for name in FILTERS if (value := _clean(data.get(name, "")))}


def _clean(value: str) -> str:
    # The database takes no zero character, and nothing so long is the name of a thing.
    return value.replace("\x00", "")[:200]


def _tabs(chosen: dict[str, str], waiting: int) -> list[Tab]:
    rest = {name: value for name, value in chosen.items() if name != "unread"}
    new = chosen.get("unread") == "1"
    return [
        Tab(_("All"), _address(rest), current=not new),
        Tab(_("New"), _address({**rest, "unread": "1"}), current=new, count=waiting),
    ]


def _part_tabs(chosen: dict[str, str], parts: list[str]) -> list[Tab]:
    if len(parts) < 2:
        return []
    rest = {name: value for name, value in chosen.items() if name == "unread"}
    now = chosen.get("part", "")
    named = sorted(((part_label(part), part) for part in parts), key=lambda pair: pair[0].casefold())
    return [
        Tab(_("From everywhere"), _address(rest), current=not now),
        *(Tab(label, _address({**rest, "part": part}), current=part == now) for label, part in named),
    ]


def _address(values: dict[str, str]) -> str:
    own = reverse("clusterkit_notifications:inbox")
    return f"{own}?{urlencode(values)}" if values else own
