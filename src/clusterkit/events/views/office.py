"""What the office does with a whole event's registrations: kept-back places, who did not come, the questions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterkit.core.web.views import ActionView, FormPage
from clusterkit.events import services
from clusterkit.events.actions import CHECK_IN, MANAGE, PROMOTE
from clusterkit.events.forms.office import GiveReservedForm
from clusterkit.events.models import Registration
from clusterkit.events.selectors import Seats, seats_of
from clusterkit.events.selectors.people import not_checked_in
from clusterkit.events.views.single import OneEvent, OneRegistration, event_crumbs, posted_version


def reserve_texts(seats: list[Seats]) -> list[str]:
    """ "On site: 3 of 5 kept-back places given", for each way that keeps some back."""
    return [
        _("%(mode)s: %(given)d of %(reserved)d kept-back places given")
        % {"mode": str(item.label).capitalize(), "given": item.given, "reserved": item.reserved}
        for item in seats
        if item.reserved
    ]


class GiveReserved(OneEvent, FormPage[GiveReservedForm]):
    """A kept-back place for a person by e-mail address."""

    policy_action = PROMOTE
    form_class = GiveReservedForm
    template_name = "clusterkit/form_page.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The ways with a place left."""
        return super().get_form_kwargs() | {"seats": seats_of(self.event)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        texts = reserve_texts(seats_of(self.event)) or [_("No places are kept back at this event.")]
        return super().get_context_data(**kwargs) | {
            "title": _("Give a kept-back place"),
            "lead": ". ".join(texts) + ".",
            "submit_label": _("Give the place"),
            "cancel_url": self.get_success_url(),
            "crumbs": event_crumbs(self.event, _("Give a kept-back place")),
        }

    def perform(self, form: GiveReservedForm) -> Registration:
        """Give it; the person is told."""
        row = services.give_reserved_to(
            actor=self.viewer, event=self.event, email=form.cleaned_data["email"], mode=form.cleaned_data["mode"]
        )
        messages.success(self.request, _("%(name)s has the place and is told.") % {"name": row.name})
        return row

    def get_success_url(self) -> str:
        """The list."""
        return reverse("clusterkit_events:registrations", kwargs={"pk": self.event.pk})


class GiveReservedToRegistered(OneRegistration, ActionView):
    """A kept-back place for somebody who waits."""

    policy_action = PROMOTE
    title = gettext_lazy("Give a kept-back place?")
    text = gettext_lazy("The person passes the queue by. What is kept back becomes one less.")
    button = gettext_lazy("Give the place")

    def get_context_data(self) -> dict[str, Any]:
        """To whom."""
        return super().get_context_data() | {"lead": f"{self.registration.name}, {self.registration.event}"}

    def perform(self) -> Registration:
        """Give it."""
        row = services.give_reserved(actor=self.viewer, registration=self.registration)
        messages.success(self.request, _("%(name)s has the place and is told.") % {"name": row.name})
        return row

    def get_success_url(self) -> str:
        """The list."""
        return reverse("clusterkit_events:registrations", kwargs={"pk": self.registration.event_id})


class MarkRestAbsent(OneEvent, ActionView):
    """After the end: everybody with a place who was not checked in did not come."""

    policy_action = CHECK_IN
    template_name = "clusterkit/events/rest_absent.html"
    title = gettext_lazy("Did the rest not come?")
    button = gettext_lazy("Note that they did not come")

    def get_context_data(self) -> dict[str, Any]:
        """Who it would be."""
        people = list(not_checked_in(self.viewer, self.event))
        text = ngettext(
            "%(number)d person has a place and was not checked in.",
            "%(number)d people have a place and were not checked in.",
            len(people),
        )
        return super().get_context_data() | {
            "lead": str(self.event),
            "people": people,
            "text": text % {"number": len(people)},
            "crumbs": event_crumbs(self.event, _("Who did not come")),
        }

    def perform(self) -> int:
        """Mark those who were looked at."""
        number = services.mark_rest_absent(
            actor=self.viewer, event=self.event, expected=posted_version(self.request, "expected")
        )
        told = ngettext("%(number)d person is noted.", "%(number)d people are noted.", number)
        messages.success(self.request, told % {"number": number})
        return number

    def get_success_url(self) -> str:
        """The list."""
        return reverse("clusterkit_events:registrations", kwargs={"pk": self.event.pk})


class Questions(OneEvent, ActionView):
    """To the form with the event's questions; there is one from the first visit on."""

    policy_action = MANAGE
    title = gettext_lazy("Ask participants something?")
    text = gettext_lazy(
        "You write the questions on the next page. Who registers answers them; who registered before is not asked again."
    )
    button = gettext_lazy("Open the questions")

    def get_context_data(self) -> dict[str, Any]:
        """Of which event."""
        return super().get_context_data() | {"lead": str(self.event)}

    def perform(self) -> str:
        """Make the form where there is none."""
        return services.form_of(actor=self.viewer, event=self.event).get_absolute_url()

    def get_success_url(self) -> str:
        """The editor; the event's page while it is only asked."""
        return str(getattr(self, "result", "") or self.event.get_absolute_url())
