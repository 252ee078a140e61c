"""The ticket of one registration: as a page, as a picture for the door, as a paper."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from clusterkit.core.policies import can
from clusterkit.core.printing import as_pdf
from clusterkit.core.templatetags.clusterkit_things import queue_text
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import DetailPage
from clusterkit.events.actions import ANSWER_OFFER, VIEW, VIEW_REGISTRATION
from clusterkit.events.enums import EventState
from clusterkit.events.models import Registration
from clusterkit.events.papers import ticket_address, ticket_paper
from clusterkit.events.selectors import online_link, position_of
from clusterkit.events.selectors.answers import answer_columns, answers_in_words
from clusterkit.events.selectors.certificates import certificate_of
from clusterkit.events.selectors.people import guests_of, may_bring_guests
from clusterkit.events.views.single import OneRegistration


class Ticket(OneRegistration, DetailPage[Registration]):
    """The ticket, or where the registration stands."""

    policy_action = VIEW_REGISTRATION
    model = Registration
    template_name = "clusterkit/events/ticket.html"
    context_object_name = "registration"

    def get_object(self, queryset: Any = None) -> Registration:
        """As the address says."""
        return self.registration

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the event and what the person may do."""
        event, position = self.registration.event, position_of(self.registration)
        return super().get_context_data(
            event=event,
            position=position,
            online_url=online_link(self.viewer, event, self.registration),
            event_url=self.event_url(),
            event_visible=can(self.viewer, VIEW, event),
            queue_text=queue_text(position) if position else "",
            is_own=self.registration.user_id == self.viewer.user_id,
            guests=guests_of(self.viewer, self.registration),
            may_answer=can(self.viewer, ANSWER_OFFER, self.registration),
            may_bring_guests=may_bring_guests(self.viewer, event, self.registration),
            answers=answers_in_words(answer_columns([self.registration]), self.registration),
            certificate=certificate_of(self.viewer, self.registration),
            crumbs=[
                Crumb(_("Events"), reverse("clusterkit_events:list")),
                Crumb(_("My registrations"), reverse("clusterkit_events:mine")),
                Crumb(_("Ticket") if self.registration.is_seated else _("Registration")),
            ],
            **kwargs,
        )


class TicketImage(OneRegistration):
    """The QR code of the ticket as a picture: the address at which the door checks it."""

    policy_action = VIEW_REGISTRATION

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """An SVG drawing on white, whatever the colours of the page are."""
        row = self.registration
        out = io.BytesIO()
        code = segno.make(ticket_address(row), micro=False, error="m")
        title = _("Ticket %(code)s") % {"code": row.code}
        code.save(out, kind="svg", xmldecl=False, border=4, scale=6, light="#ffffff", title=title)
        return HttpResponse(out.getvalue(), content_type="image/svg+xml")


class TicketPdf(OneRegistration):
    """The ticket to print or to keep."""

    policy_action = VIEW_REGISTRATION

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A PDF; 404 for who has no place, or where the event is called off."""
        row = self.registration
        if not row.is_seated or row.event.state == EventState.CANCELLED:
            raise Http404
        return pdf_response(as_pdf(ticket_paper(row)), f"ticket-{row.code}.pdf")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A paper about one person: nobody on the way keeps it."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
