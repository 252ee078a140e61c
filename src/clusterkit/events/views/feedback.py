"""After an event: saying how it was, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import DomainError, StateConflict
from clusterkit.core.policies import policy_of
from clusterkit.core.web.charts import Chart, Series
from clusterkit.core.web.views import FormPage, PageView
from clusterkit.events.actions import EXPORT, GIVE_FEEDBACK, MANAGE
from clusterkit.events.feedback import FEWEST, OPEN_FOR
from clusterkit.events.forms.meetings import FeedbackForm
from clusterkit.events.models import Feedback, Registration
from clusterkit.events.selectors.feedback import RATINGS, form_for, may_answer, own_feedback
from clusterkit.events.selectors.summary import EventSummary, event_summary
from clusterkit.events.services.feedback import export_feedback, give_feedback
from clusterkit.events.views.single import OneEvent, OneRegistration, event_crumbs

MOST_BARS = 12


class GiveFeedback(OneRegistration, FormPage[FeedbackForm]):
    """How it was."""

    policy_action = GIVE_FEEDBACK
    form_class = FeedbackForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("Thank you. The organisers read it without your name.")

    @property
    def own(self) -> Registration:
        """The viewer's own registration; else 404. Raises ``StateConflict`` where nobody asks, or not any more."""
        row = self.registration
        if not policy_of(Registration).can(self.viewer, GIVE_FEEDBACK, row):
            raise Http404
        if not may_answer(self.viewer, row):
            raise StateConflict(_("Nobody asks about this event now. Answers are taken for two weeks after its end."))
        return row

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is asked, and what was said before."""
        given = own_feedback(self.viewer, self.own)
        said = {"event.rating": given.rating, "event.text": given.text} if given is not None else {}
        kwargs = super().get_form_kwargs()
        return kwargs | {
            "questions": form_for(given).questions,
            "answers": given.answers if given is not None else {},
            "initial": {**(kwargs.get("initial") or {}), **said},
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        event = self.registration.event
        return super().get_context_data(**kwargs) | {
            "title": _("How was it?"),
            "lead": str(event),
            "submit_label": _("Send"),
            "cancel_url": self.registration.get_absolute_url(),
            "crumbs": event_crumbs(event, _("How was it?")),
        }

    def perform(self, form: FeedbackForm) -> Feedback:
        """Keep it."""
        data = form.cleaned_data
        return give_feedback(
            actor=self.viewer,
            registration=self.own,
            rating=data["event.rating"],
            text=data["event.text"],
            answers=form.cleaned.values,
        )

    def form_refused(self, form: FeedbackForm, error: DomainError) -> HttpResponse:
        """The rating and the words have names of their own on the page."""
        if error.field in ("rating", "text"):
            error.field = f"event.{error.field}"
        return super().form_refused(form, error)

    def get_success_url(self) -> str:
        """The ticket, with what else there is after the event."""
        return self.registration.get_absolute_url()


class Summary(OneEvent, PageView):
    """What became of an event that is over."""

    policy_action = MANAGE
    template_name = "clusterkit/events/summary.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Numbers, bars, and what people said."""
        summary = event_summary(self.viewer, self.event)
        if summary is None:
            raise StateConflict(_("There is something to sum up when the event has taken place."))
        return super().get_context_data(
            event=self.event,
            summary=summary,
            fewest=FEWEST,
            days=OPEN_FOR.days,
            attendance=_attendance(summary),
            organisations=_organisations(summary),
            ratings=_ratings(summary),
            crumbs=event_crumbs(self.event, _("What became of it")),
            **kwargs,
        )

    def get_back_url(self) -> str:
        """The event."""
        return self.event.get_absolute_url()


class FeedbackExport(OneEvent):
    """What people said, as a table without names."""

    policy_action = EXPORT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """CSV with a byte-order mark, so that spreadsheets read Cyrillic."""
        text = export_feedback(actor=self.viewer, event=self.event)
        response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="feedback-{self.event.pk}.csv"'
        return response

    def get_back_url(self) -> str:
        """The summary."""
        return reverse("clusterkit_events:summary", kwargs={"pk": self.kwargs["pk"]})


def _attendance(summary: EventSummary) -> Chart:
    rows = [
        (_("Signed up"), summary.registered),
        (_("Had a place"), summary.seated),
        (_("Came"), summary.came),
        (_("Of them guests"), summary.guests_came),
    ]
    return _bars(_("From registering to coming"), _("People"), rows)


def _organisations(summary: EventSummary) -> Chart | None:
    rows = [(str(row.organisation), row.people) for row in summary.organisations[:MOST_BARS]]
    return _bars(_("Organisations whose people came"), _("People"), rows) if rows else None


def _ratings(summary: EventSummary) -> Chart | None:
    spread = summary.feedback.spread
    return _bars(_("How it was"), _("Answers"), [(str(key), spread[key]) for key in RATINGS]) if spread else None


def _bars(title: str, label: str, rows: list[tuple[str, int]]) -> Chart:
    return Chart(title, [name for name, _number in rows], [Series(label, [number for _name, number in rows])])
