"""Series of events: planning one, looking at its dates, announcing and ending it; and copying an event."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, ListPage, PolicyView
from clusterkit.events.actions import MANAGE, PUBLISH
from clusterkit.events.forms.organising import CopyForm, EndSeriesForm, SeriesForm
from clusterkit.events.models import Event, EventSeries
from clusterkit.events.recurrence import parse_rule
from clusterkit.events.selectors import agenda_rows
from clusterkit.events.selectors.organising import coming_drafts, dates_of, series_for
from clusterkit.events.services.copying import copy_event, week_later
from clusterkit.events.services.series import end_series, publish_series, start_series
from clusterkit.events.views.single import OneEvent, event_crumbs


class EventCopy(OneEvent, FormPage[CopyForm]):
    """The same again, later."""

    policy_action = MANAGE
    form_class = CopyForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("This is the copy, a draft. Check it and publish it when it is ready.")

    def get_initial(self) -> dict[str, Any]:
        """A week later."""
        return {"starts_at": week_later(self.event).astimezone(self.event.zone).replace(tzinfo=None)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(
            title=_("Copy the event"),
            lead=_(
                "You get a draft of “%(event)s” with the same texts, sessions, speakers and settings. "
                "Registrations are not copied."
            )
            % {"event": self.event},
            submit_label=_("Copy"),
            cancel_url=self.event.get_absolute_url(),
            crumbs=event_crumbs(self.event, _("Copy")),
            **kwargs,
        )

    def perform(self, form: CopyForm) -> Event:
        """Copy."""
        data = form.cleaned_data
        wall = data["starts_at"]
        starts_at = wall.replace(tzinfo=self.event.zone).astimezone(UTC) if wall is not None else None
        return copy_event(
            actor=self.viewer, event=self.event, starts_at=starts_at, with_materials=data["with_materials"]
        )

    def get_success_url(self) -> str:
        """The form of the copy."""
        return reverse("clusterkit_events:edit", kwargs={"pk": self.result.pk})


class SeriesStart(OneEvent, FormPage[SeriesForm]):
    """Letting an event come again."""

    policy_action = MANAGE
    form_class = SeriesForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The series is planned. Its dates for the next half year are made.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The first date."""
        return super().get_form_kwargs() | {"event": self.event}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(
            title=_("Let it come again"),
            lead=_(
                "“%(event)s” is the first date and the pattern of the others. Each date is an event of its own, with "
                "its own registrations."
            )
            % {"event": self.event},
            submit_label=_("Plan the series"),
            cancel_url=self.event.get_absolute_url(),
            crumbs=event_crumbs(self.event, _("Series")),
            **kwargs,
        )

    def perform(self, form: SeriesForm) -> EventSeries:
        """Plan it."""
        return start_series(actor=self.viewer, event=self.event, rule=form.rule())

    def get_success_url(self) -> str:
        """The dates."""
        return reverse("clusterkit_events:series", kwargs={"pk": self.result.pk})


class OneSeries(PolicyView):
    """What the views of one series share."""

    policy_action = MANAGE

    @property
    def series(self) -> EventSeries:
        """The series of the address; else 404."""
        if not hasattr(self, "_series"):
            self._series = self.get_visible(EventSeries, series_for(self.viewer), pk=self.kwargs["pk"])
        return self._series

    def page_url(self) -> str:
        """The page of the series."""
        return reverse("clusterkit_events:series", kwargs={"pk": self.series.pk})

    def crumbs(self, *labels: str) -> list[Crumb]:
        """Events, the pattern, the series."""
        found = event_crumbs(self.series.pattern, _("Series"))
        return (
            [*found[:-1], Crumb(_("Series"), self.page_url()), *(Crumb(label) for label in labels)] if labels else found
        )


class SeriesPage(OneSeries, ListPage[Event]):
    """The dates of a series, past ones too."""

    model = Event
    template_name = "clusterkit/events/series.html"

    def get_rows(self) -> QuerySet[Event]:
        """In order."""
        return dates_of(self.viewer, self.series)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rule in words and what can be done."""
        context = super().get_context_data(crumbs=self.crumbs(), **kwargs)
        return context | {
            "rows": agenda_rows(context["page_obj"].object_list),
            "series": self.series,
            "rule_text": parse_rule(self.series.rule).text(),
            "drafts": coming_drafts(self.series),
        }


class SeriesPublish(OneSeries, ActionView):
    """Announcing all dates that are drafts."""

    policy_action = PUBLISH
    title = gettext_lazy("Publish the dates?")
    button = gettext_lazy("Publish all")
    success_message = gettext_lazy("The dates are announced.")

    def get_subject(self) -> EventSeries:
        """Which."""
        return self.series

    def get_context_data(self) -> dict[str, Any]:
        """How many."""
        drafts = coming_drafts(self.series)
        text = ngettext("%(count)d coming date is announced.", "%(count)d coming dates are announced.", drafts)
        return super().get_context_data() | {"lead": str(self.series.pattern), "text": text % {"count": drafts}}

    def get_success_url(self) -> str:
        """The dates."""
        return self.page_url()

    def perform(self) -> int:
        """Publish."""
        return publish_series(actor=self.viewer, series=self.series)


class SeriesEnd(OneSeries, FormPage[EndSeriesForm]):
    """Ending a series."""

    form_class = EndSeriesForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The series has ended.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(
            title=_("End the series?"),
            lead=_("No more dates of “%(event)s” are made.") % {"event": self.series.pattern},
            submit_label=_("End the series"),
            cancel_url=self.page_url(),
            crumbs=self.crumbs(_("End the series")),
            **kwargs,
        )

    def get_success_url(self) -> str:
        """The dates."""
        return self.page_url()

    def perform(self, form: EndSeriesForm) -> EventSeries:
        """End it."""
        return end_series(actor=self.viewer, series=self.series, cancel_reason=form.cleaned_data["reason"])
