"""The door: the page for who checks people in, what a ticket's QR code opens, the buttons of the list."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.web.views import PageView
from clusterkit.events import services
from clusterkit.events.actions import CHECK_IN
from clusterkit.events.enums import EventState
from clusterkit.events.forms.door import ActForm, FindForm
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors.door import WORDS, door_counts, found_at_door
from clusterkit.events.views.door import RegistrationAction
from clusterkit.events.views.single import OneEvent, event_crumbs

KEPT_AFTERWARDS: Final = timedelta(days=1)
"""What a device could not send is forgotten so long after the event."""


class DoorPage(OneEvent, PageView):
    """One page for the whole evening: a code, the camera, a name; the answer; how many are in."""

    policy_action = CHECK_IN
    for_writing = True
    http_method_names = ["get", "post", "head", "options"]
    template_name = "clusterkit/events/at_door.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note the act and say what came of it; a refusal is a 422, as a form with an error."""
        form = ActForm(self.posted())
        answer = None
        if form.is_valid():
            answer = services.note_act(actor=self.viewer, event=self.event, act=form.act())
        refused = answer is None or answer.is_refusal
        context = self.get_context_data(form=form if refused else ActForm(), answer=answer)
        return self.render_to_response(context, status=422 if refused else 200)

    def posted(self) -> Any:
        """What the form sent."""
        return self.request.POST

    def people(self) -> list[Registration]:
        """Whom the search found."""
        find = FindForm(self.request.GET)
        return found_at_door(self.viewer, self.event, find.cleaned_data["q"]) if find.is_valid() else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The count, the forms, and what the script needs to go on without the network."""
        typed = self.request.GET.get("q", "")[:100]
        return super().get_context_data(
            **{"form": ActForm(), "answer": None, **kwargs},
            event=self.event,
            counts=door_counts(self.event),
            takes_place=self.event.state in (EventState.PUBLISHED, EventState.ENDED),
            typed=typed,
            people=self.people(),
            key=uuid.uuid4(),
            device=self.device(),
            crumbs=event_crumbs(self.event, _("At the door")),
        )

    def device(self) -> dict[str, str]:
        """The attributes of the script: where it sends to, for whom and how long it keeps, and its words."""
        try:
            address = reverse("clusterkit_events_api:check-ins", kwargs={"pk": self.event.pk})
        except NoReverseMatch:  # a site without the API: the page works by its forms
            return {}
        words = {outcome: {"tone": tone, "text": str(text)} for outcome, (tone, text) in WORDS.items()}
        return {
            "url": address,
            "keep": f"{self.event.pk}:{self.viewer.user_id}",
            "until": (self.event.ends_at + KEPT_AFTERWARDS).isoformat(),
            "zone": self.event.time_zone,
            "words": json.dumps(words | _words_without_network()),
        }


def _words_without_network() -> dict[str, dict[str, str]]:
    unknown = _("Not known here. It is noted; when the network is back, the site says whether the ticket is right.")
    noted = _("Noted on this device. When the network is back, the site says whether the ticket is right.")
    return {
        "unknown_here": {"tone": "bad", "text": unknown},
        "noted": {"tone": "warn", "text": noted},
        "leave": {"tone": "warn", "text": _("Some acts are not sent yet. If you sign out now, they are lost. Sign out all the same?")},
        "no_camera": {"tone": "warn", "text": _("The camera cannot be used. Allow it for this site, or type the code.")},
        "no_one": {"tone": "info", "text": _("Nobody fits")},
    }  # fmt: skip


class TicketAtDoor(DoorPage):
    """What the QR code of a ticket opens with any camera: whose it is, and the button."""

    @cached_property
    def registration(self) -> Registration:
        """By the code of the ticket; else 404."""
        event = self.get_visible(Event, pk=self.kwargs["pk"])
        return services.registration_by_code(actor=self.viewer, event=event, code=self.kwargs["code"])

    def posted(self) -> Any:
        """The ticket is that of the address."""
        data = self.request.POST.copy()
        data["code"], data["registration"] = self.registration.code, ""
        return data

    def people(self) -> list[Registration]:
        """This one person, unless another one is looked for."""
        return super().people() if self.request.GET.get("q") else [self.registration]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The person stands above the form, until the button was pressed."""
        asked = self.registration
        return super().get_context_data(**kwargs, asked=asked if kwargs.get("answer") is None else None)


class CheckIn(RegistrationAction):
    """Letting a person in, from the list."""

    title = gettext_lazy("Check in?")
    button = gettext_lazy("Check in")

    def perform(self) -> Registration:
        """Check in."""
        row = services.check_in(actor=self.viewer, registration=self.registration)
        messages.success(self.request, _("%(name)s is checked in.") % {"name": row.name})
        return row


class UndoCheckIn(RegistrationAction):
    """Taking a check-in back, from the list."""

    title = gettext_lazy("Take it back?")
    button = gettext_lazy("Undo the check-in")

    def perform(self) -> Registration:
        """Undo."""
        return services.undo_check_in(actor=self.viewer, registration=self.registration)
