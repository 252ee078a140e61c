"""The inbox."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterkit.core.web.elements import Tab
from clusterkit.core.web.views import FormPage, ListPage, PolicyView
from clusterkit.notifications.actions import CHOOSE, VIEW
from clusterkit.notifications.forms import MailChoiceForm
from clusterkit.notifications.models import Notification
from clusterkit.notifications.selectors import inbox, muted_kinds, unread_count
from clusterkit.notifications.services import choose_mails, mark_all_read, mark_read
from clusterkit.notifications.texts import inbox_entry


class Inbox(ListPage[Notification]):
    """The person's notices, newest first; ``?unread=1`` shows the new ones only."""

    policy_action = VIEW
    model = Notification
    template_name = "clusterkit/notifications/inbox.html"

    def get_rows(self) -> QuerySet[Notification]:
        """The viewer's own."""
        return inbox(self.viewer, unread=self._only_unread)

    @property
    def _only_unread(self) -> bool:
        return self.request.GET.get("unread") == "1"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the notices in words and the two views of the list."""
        context = super().get_context_data(**kwargs)
        waiting = unread_count(self.viewer)
        own = reverse("clusterkit_notifications:inbox")
        name = self.viewer.display_name
        return {
            **context,
            "entries": [inbox_entry(item, recipient_name=name) for item in context["page_obj"]],
            "waiting": waiting,
            "tabs": [
                Tab(_("All"), own, current=not self._only_unread),
                Tab(_("New"), f"{own}?unread=1", current=self._only_unread, count=waiting),
            ],
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
        return HttpResponseRedirect(_way_back(request))


class MarkAllRead(PolicyView):
    """All notices are known."""

    policy_action = VIEW
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark them and say how many."""
        count = mark_all_read(actor=self.viewer)
        messages.success(
            request,
            ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", count)
            % {"count": count},
        )
        return HttpResponseRedirect(_way_back(request))


class Preferences(FormPage[MailChoiceForm]):
    """Which mails the person wants."""

    policy_action = CHOOSE
    form_class = MailChoiceForm
    template_name = "clusterkit/notifications/preferences.html"
    success_url = reverse_lazy("clusterkit_notifications:preferences")
    success_message = gettext_lazy("Your choice is kept.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """All kinds are wanted but those that the person refused."""
        return {**super().get_form_kwargs(), "unwanted": muted_kinds(self.viewer)}

    def perform(self, form: MailChoiceForm) -> None:
        """Keep the choice."""
        choose_mails(wanted=form.cleaned_data["wanted"], actor=self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the page."""
        return super().get_context_data(
            title=_("Mails you get"),
            lead=_(
                "You get a mail when something needs you or something of yours changes. Whatever you choose, the "
                "notices stay here on the site, and mails about your account always come."
            ),
            cancel_url=reverse("clusterkit_notifications:inbox"),
            **kwargs,
        )


def _way_back(request: HttpRequest) -> str:
    own = reverse("clusterkit_notifications:inbox")
    return f"{own}?unread=1" if request.POST.get("unread") == "1" else own
