"""Registering, changing and giving up."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.web.views import ActionView, FormPage
from clusterkit.events import services
from clusterkit.events.actions import (
    ANSWER_OFFER,
    CANCEL_REGISTRATION,
    CHANGE_REGISTRATION,
    REGISTER,
)
from clusterkit.events.enums import RegistrationState
from clusterkit.events.forms import ChangeForm, RegistrationForm
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors import AtDoor, Seats, at_door, consent_in_force, seats_now
from clusterkit.events.views.single import OneRegistration, event_crumbs, posted_version


class Register(FormPage[RegistrationForm]):
    """The form of registering. Where there is nothing to register for, the event's page says why.

    Many send it in the same minute when registration opens: sending it reads no more than it must.
    """

    policy_action = REGISTER
    form_class = RegistrationForm
    template_name = "clusterkit/events/register.html"
    found: AtDoor | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A person who came back from signing in may be registered already."""
        self.request = request
        if self.viewer.allows(self.policy_action) and request.method in ("GET", "HEAD"):
            self.found = at_door(self.viewer, kwargs["pk"])
            if self.found is not None and self.found.door not in ("register", "queue"):
                return HttpResponseRedirect(self.found.event.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event; its places are counted where they are shown."""
        if self.found is not None:
            self.event, seats = self.found.event, self.found.seats
            self.seats: Callable[[], list[Seats]] = lambda: seats
        else:
            self.event = self.get_visible(Event, Event.objects.defer("search"), pk=self.kwargs["pk"])
            self.seats = cache(partial(seats_now, self.event))
        return super().get_form_kwargs() | {"event": self.event, "seats": self.seats, "viewer": self.viewer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        context = super().get_context_data(**kwargs)
        return context | {
            "event": self.event,
            "seats": self.seats(),
            "crumbs": event_crumbs(self.event, _("Registration")),
        }

    def perform(self, form: RegistrationForm) -> Registration:
        """Register."""
        data = form.cleaned_data
        return services.register(
            actor=self.viewer,
            event=self.event,
            mode=data["mode"],
            name=data["name"],
            organisation=data.get("organisation"),
            organisation_name=data.get("organisation_name", ""),
            message=data["message"],
            consent=data["consent"],
            page=self.request.path,
            online_meanwhile=data.get("online_meanwhile", False),
            answers=form.cleaned.values,
            guests=data.get("guests", ()),
            asked=form.asked,
        )

    def get_success_url(self) -> str:
        """The event's page says what came of it; the ticket where there is one."""
        if self.result.is_seated:
            return str(self.result.get_absolute_url())
        return self.event.get_absolute_url()


class ChangeRegistration(OneRegistration, FormPage[ChangeForm]):
    """Another way of taking part, other answers, another choice of what others may read."""

    policy_action = CHANGE_REGISTRATION
    form_class = ChangeForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("Your registration is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event with its places."""
        self.event = self.registration.event
        seats = cache(partial(seats_now, self.event))
        return super().get_form_kwargs() | {"event": self.event, "seats": seats, "registration": self.registration}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(**kwargs) | {
            "title": _("Change your registration"),
            "lead": str(self.event),
            "submit_label": _("Save"),
            "cancel_url": self.registration.get_absolute_url(),
            "crumbs": event_crumbs(self.event, _("Registration")),
        }

    def perform(self, form: ChangeForm) -> Registration:
        """All, so that a refused mode keeps the old answers too."""
        data = form.cleaned_data
        row = self.registration
        with transaction.atomic():
            if "consent" in data and data["consent"] != consent_in_force(row):
                services.set_consent(
                    actor=self.viewer, registration=row, consent=data["consent"], page=self.request.path
                )
            if form.questions and form.cleaned.values != row.answers:
                services.change_answers(actor=self.viewer, registration=row, answers=form.cleaned.values)
            if {"mode", "online_meanwhile"} & set(form.changed_data):
                row = services.change_mode(
                    actor=self.viewer,
                    registration=row,
                    mode=data["mode"],
                    online_meanwhile=data.get("online_meanwhile", False),
                    expected_version=data["version"],
                )
        return row


class CancelRegistration(OneRegistration, ActionView):
    """Giving the place up."""

    policy_action = CANCEL_REGISTRATION
    title = gettext_lazy("Cancel this registration?")
    button = gettext_lazy("Cancel the registration")
    tone = "danger"
    success_message = gettext_lazy("The registration is cancelled. Thank you for leaving the place to others.")

    def get_context_data(self) -> dict[str, Any]:
        """What is lost."""
        waits = self.registration.state == RegistrationState.WAITLISTED
        text = (
            _("You lose your position in the queue for “%(event)s”.")
            if waits
            else _("Your place at “%(event)s” goes to the next person in the queue.")
        )
        return super().get_context_data() | {"text": text % {"event": self.registration.event}}

    def perform(self) -> Registration:
        """Cancel."""
        return services.cancel_registration(
            actor=self.viewer,
            registration=self.registration,
            reason=self.request.POST.get("reason", "")[:1000],
            expected_version=posted_version(self.request),
        )

    def get_success_url(self) -> str:
        """The event's page."""
        return self.event_url()


class AcceptOffer(OneRegistration, ActionView):
    """Taking the place that is offered."""

    policy_action = ANSWER_OFFER
    title = gettext_lazy("Take the place?")
    button = gettext_lazy("Take the place")
    success_message = gettext_lazy("The place is yours.")

    def get_context_data(self) -> dict[str, Any]:
        """Which place."""
        return super().get_context_data() | {"text": str(self.registration.event)}

    def perform(self) -> Registration:
        """Accept."""
        return services.accept_offer(
            actor=self.viewer, registration=self.registration, expected_version=posted_version(self.request)
        )

    def get_success_url(self) -> str:
        """The ticket."""
        return self.registration.get_absolute_url()


class DeclineOffer(AcceptOffer):
    """Leaving the offered place to others."""

    title = gettext_lazy("Leave the place to others?")
    button = gettext_lazy("Leave it to others")
    tone = "danger"
    success_message = gettext_lazy("Thank you. The place goes to the next person.")

    def perform(self) -> Registration:
        """Decline."""
        return services.decline_offer(
            actor=self.viewer, registration=self.registration, expected_version=posted_version(self.request)
        )

    def get_success_url(self) -> str:
        """The event's page."""
        return self.event_url()
