"""The list of registrations: approving, declining, noting who did not come."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.tables import Kind
from clusterkit.core.web.views import ActionView, FormPage, ListPage
from clusterkit.events import services
from clusterkit.events.actions import CHECK_IN, DECIDE, EXPORT
from clusterkit.events.enums import EventState
from clusterkit.events.filters import OfficeFilter
from clusterkit.events.forms import ReasonForm
from clusterkit.events.models import Registration
from clusterkit.events.selectors import registrations_of, seats_of
from clusterkit.events.selectors.answers import answer_columns, answers_in_words
from clusterkit.events.transitions import REGISTRATION
from clusterkit.events.views.office import reserve_texts
from clusterkit.events.views.single import OneEvent, OneRegistration, event_crumbs, posted_version


class EventRegistrations(OneEvent, ListPage[Registration]):
    """The list for the office and for the door."""

    policy_action = CHECK_IN
    model = Registration
    filterset_class = OfficeFilter
    template_name = "clusterkit/events/registrations.html"

    def get_rows(self) -> QuerySet[Registration]:
        """By name."""
        return registrations_of(self.viewer, self.event)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each row with the transitions that are open."""
        context = super().get_context_data(**kwargs)
        found = list(context["page_obj"].object_list)
        columns = answer_columns(found)
        rows = [
            (row, {item.name for item in REGISTRATION.available(row, self.viewer)}, answers_in_words(columns, row))
            for row in found
        ]
        seats = seats_of(self.event)
        runs = self.event.state == EventState.PUBLISHED and not self.event.is_over()
        left = {item.mode for item in seats if runs and item.reserved > item.given}
        return context | {
            "event": self.event,
            "seats": seats,
            "reserve_texts": reserve_texts(seats),
            "gives_places": bool(left),
            "may_get_reserved": {
                row.pk
                for row, transitions, _answers in rows
                if ("give_reserved" in transitions and row.mode in left) or (row.wants_on_site and "on_site" in left)
            },
            "is_over": self.event.is_over() and self.event.state in (EventState.PUBLISHED, EventState.ENDED),
            "rows": rows,
            "has_begun": self.event.starts_at <= timezone.now(),
            "crumbs": event_crumbs(self.event, _("Registrations")),
        }


class Export(OneEvent):
    """The list as a table to save."""

    policy_action = EXPORT
    kind: Kind = "csv"

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """A file; CSV has a byte-order mark, so that spreadsheets read Cyrillic."""
        table = services.export_registrations(actor=self.viewer, event=self.event, kind=self.kind)
        return FileResponse(
            table.content,
            as_attachment=True,
            filename=f"registrations-{self.event.pk}.{self.kind}",
            content_type=table.content_type,
        )


class RegistrationAction(OneRegistration, ActionView):
    """A button of the office on a registration."""

    policy_action = CHECK_IN

    def get_context_data(self) -> dict[str, Any]:
        """Whose."""
        return super().get_context_data() | {"lead": f"{self.registration.name}, {self.registration.event}"}

    def get_success_url(self) -> str:
        """The list."""
        return reverse("clusterkit_events:registrations", kwargs={"pk": self.registration.event_id})


class MarkAbsent(RegistrationAction):
    """Noting that a person did not come."""

    title = gettext_lazy("Did not come?")
    button = gettext_lazy("Did not come")

    def perform(self) -> Registration:
        """Mark."""
        return services.mark_absent(actor=self.viewer, registration=self.registration)


class Approve(RegistrationAction):
    """Approving a registration."""

    policy_action = DECIDE
    title = gettext_lazy("Approve the registration?")
    button = gettext_lazy("Approve")
    success_message = gettext_lazy("The registration is approved.")

    def perform(self) -> Registration:
        """Approve."""
        return services.approve_registration(
            actor=self.viewer, registration=self.registration, expected_version=posted_version(self.request)
        )


class Reject(OneRegistration, FormPage[ReasonForm]):
    """Declining a registration."""

    policy_action = DECIDE
    form_class = ReasonForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The registration is declined.")

    def get_initial(self) -> dict[str, Any]:
        """The version that the person saw."""
        return {"version": self.registration.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(
            title=_("Decline the registration?"),
            lead=_("%(name)s reads your reason.") % {"name": self.registration.name},
            submit_label=_("Decline"),
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        """The list."""
        return reverse("clusterkit_events:registrations", kwargs={"pk": self.registration.event_id})

    def perform(self, form: ReasonForm) -> Registration:
        """Decline."""
        return services.reject_registration(
            actor=self.viewer,
            registration=self.registration,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
