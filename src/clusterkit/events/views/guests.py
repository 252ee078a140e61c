"""Bringing a guest."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.web.views import FormPage
from clusterkit.events import services
from clusterkit.events.actions import BRING_GUESTS
from clusterkit.events.forms.registering import GuestForm
from clusterkit.events.models import Registration
from clusterkit.events.selectors import seats_now
from clusterkit.events.views.single import OneRegistration, event_crumbs


class BringGuest(OneRegistration, FormPage[GuestForm]):
    """One guest by name; he gets a place or a position in the queue like everybody."""

    policy_action = BRING_GUESTS
    form_class = GuestForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("Your guest is registered. The ticket, or the position in the queue, stands here.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event with its places."""
        self.event = self.registration.event
        return super().get_form_kwargs() | {"event": self.event, "seats": cache(partial(seats_now, self.event))}

    def get_initial(self) -> dict[str, Any]:
        """The way in which the person himself takes part."""
        return {"mode": self.registration.mode}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(**kwargs) | {
            "title": _("Bring a guest"),
            "lead": str(self.event),
            "submit_label": _("Register the guest"),
            "cancel_url": self.registration.get_absolute_url(),
            "crumbs": event_crumbs(self.event, _("Bring a guest")),
        }

    def perform(self, form: GuestForm) -> Registration:
        """Register."""
        data = form.cleaned_data
        return services.bring_guest(
            actor=self.viewer,
            registration=self.registration,
            name=data["name"],
            organisation=data["organisation_name"],
            mode=data["mode"],
        )

    def get_success_url(self) -> str:
        """The page of who brings him, where all his guests stand."""
        return self.registration.get_absolute_url()
