"""The form of the office's board: which days its figures are about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.membership.selectors.figures import Period, last_year


class PeriodForm(ClusterForm):
    """From when until when, both days included. A day that is left out is that of the year up to today."""

    since = forms.DateField(label=_("Started from"), widget=forms.DateInput, required=False)
    until = forms.DateField(label=_("Started until"), widget=forms.DateInput, required=False)

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last one."""
        data = super().clean() or {}
        if self._days(data).since > self._days(data).until:
            self.add_error("until", _("The last day is before the first one."))
        return data

    @classmethod
    def of(cls, query: Mapping[str, str]) -> PeriodForm:
        """The form filled from the parameters of an address, or with the year up to today where they name no day."""
        days = {name: query[name] for name in ("since", "until") if query.get(name)}
        year = last_year()
        return cls({"since": year.since.isoformat(), "until": year.until.isoformat(), **days})

    @property
    def period(self) -> Period:
        """The days that were asked for; the year up to today where they make no sense."""
        return self._days(self.cleaned_data) if self.is_valid() else last_year()

    @staticmethod
    def _days(data: Mapping[str, date | None]) -> Period:
        year = last_year()
        return Period(data.get("since") or year.since, data.get("until") or year.until)
