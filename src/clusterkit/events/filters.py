"""What narrows the lists of events and registrations, in HTML and in the API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.models import Sector
from clusterkit.events.enums import EventMode, RegistrationState, SeatMode
from clusterkit.events.models import Event, EventQuerySet, Registration
from clusterkit.events.selectors import search_events
from clusterkit.events.selectors.month import FIRST_YEAR, LAST_YEAR, start_of

SENSIBLE_DAYS = [
    MinValueValidator(date(FIRST_YEAR, 1, 1), _("Check the year.")),
    MaxValueValidator(date(LAST_YEAR, 12, 31), _("Check the year.")),
]


def _sectors(request: Any) -> QuerySet[Sector]:
    return Sector.objects.order_by("order", "code")


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Words, the way of taking part, sector (its code)."""

    q = django_filters.CharFilter(
        method="search",
        label=_("Words"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    mode = django_filters.ChoiceFilter(
        choices=SeatMode.choices, method="takes", label=_("How"), empty_label=_("on site or online")
    )
    sector = django_filters.ModelChoiceFilter(
        queryset=_sectors, field_name="sectors", to_field_name="code", label=_("Sector"), empty_label=_("all sectors")
    )

    class Meta:
        model = Event
        fields = ()
        form = ClusterForm

    def search(self, queryset: EventQuerySet, name: str, value: str) -> EventQuerySet:
        """All words, in any form or as the beginning of a word."""
        return search_events(queryset, value)

    def takes(self, queryset: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Events in which one can take part this way: hybrid ones are both."""
        return queryset.filter(mode__in=(value, EventMode.HYBRID))


class DatedEventFilter(EventFilter):
    """The same, and the days between which an event is: also one that only touches them."""

    since = django_filters.DateFilter(
        label=_("From"), method="not_over", widget=forms.DateInput, validators=SENSIBLE_DAYS
    )
    until = django_filters.DateFilter(
        label=_("Until"), method="begun", widget=forms.DateInput, validators=SENSIBLE_DAYS
    )

    def not_over(self, queryset: QuerySet[Event], name: str, value: date) -> QuerySet[Event]:
        """Events that are not over when this day begins by the site's clock."""
        return queryset.filter(ends_at__gt=start_of(value))

    def begun(self, queryset: QuerySet[Event], name: str, value: date) -> QuerySet[Event]:
        """Events that begin on this day or before."""
        return queryset.filter(starts_at__lt=start_of(value + timedelta(days=1)))


class OfficeFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The office's list: a name or the code of a ticket, the state, the way of taking part."""

    q = django_filters.CharFilter(method="find", label=_("Name, organisation or ticket"), max_length=100)
    state = django_filters.ChoiceFilter(
        choices=RegistrationState.choices, label=_("State"), empty_label=_("all states")
    )
    mode = django_filters.ChoiceFilter(choices=SeatMode.choices, label=_("How"), empty_label=_("on site or online"))

    class Meta:
        model = Registration
        fields = ()
        form = ClusterForm

    def find(self, queryset: QuerySet[Registration], name: str, value: str) -> QuerySet[Registration]:
        """A part of the name or of the organisation, or the whole code."""
        return queryset.filter(
            Q(name__icontains=value) | Q(organisation_name__icontains=value) | Q(code=value.strip().upper())
        )


class RegistrationFilter(OfficeFilter):
    """As the office's, and by event."""

    event = django_filters.NumberFilter(field_name="event_id", label=_("Event"))
