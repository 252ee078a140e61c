"""What the views of one event or of one registration share."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import PolicyView
from clusterkit.events.actions import VIEW
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors import events_for, registrations_for


def posted_version(request: HttpRequest, name: str = "version") -> int | None:
    """The version, or another number under *name*, on which the form was opened, where it says so."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def event_crumbs(event: Event, label: str) -> list[Crumb]:
    """Events, the event, this page."""
    return [
        Crumb(_("Events"), reverse("clusterkit_events:list")),
        Crumb(str(event), event.get_absolute_url()),
        Crumb(label),
    ]


class OneEvent(PolicyView):
    """What the views of one event share."""

    @property
    def event(self) -> Event:
        """The event of the address, among those the viewer may see; else 404."""
        if not hasattr(self, "_event"):
            self._event = self.get_visible(Event, events_for(self.viewer), pk=self.kwargs["pk"])
        return self._event


class OneRegistration(PolicyView):
    """What the views of one registration share."""

    @property
    def registration(self) -> Registration:
        """The registration of the address, among those the viewer may see; else 404."""
        if not hasattr(self, "_registration"):
            self._registration = self.get_visible(Registration, registrations_for(self.viewer), pk=self.kwargs["pk"])
        return self._registration

    def event_url(self) -> str:
        """The event's page, or one's own list where the event is not open to the viewer any more."""
        if policy_of(Event).can(self.viewer, VIEW, self.registration.event):
            return self.registration.event.get_absolute_url()
        return reverse("clusterkit_events:mine")
