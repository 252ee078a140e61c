"""The figures of membership as charts. Each label leads to the list of what it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clusterkit.core.web.charts import Chart, Series
from clusterkit.membership.enums import AgeBand, ApplicationState, EndBand, FunnelStage
from clusterkit.membership.selectors.figures import Period


def _list(name: str, **query: str) -> str:
    return f"{reverse(f'clusterkit_membership:{name}')}?{urlencode(query)}"


def _bars(title: str, unit: str, labels: list[str | Promise], values: list[int], links: list[str]) -> Chart | None:
    if not any(values):
        return None
    words = [str(label)[:1].upper() + str(label)[1:] for label in labels]
    return Chart(title=title, labels=words, series=[Series(unit, values)], kind="bar", links=links)


def applications_chart(counts: Mapping[str, int]) -> Chart | None:
    """How many applications stand where; None while there are none. *counts* maps states to numbers."""
    return _bars(
        _("Applications by state"),
        _("Applications"),
        [ApplicationState(state).label for state in counts],
        list(counts.values()),
        [_list("applications", state=state) for state in counts],
    )


def ages_chart(counts: Mapping[AgeBand, int]) -> Chart | None:
    """How long those that are not decided stand where they stand; None while there are none."""
    return _bars(
        _("Not decided yet, by the time in the present state"),
        _("Applications"),
        [band.label for band in counts],
        list(counts.values()),
        [_list("applications", age=band.value) for band in counts],
    )


def people_chart(counts: Sequence[tuple[str, str | Promise, int]]) -> Chart | None:
    """Who looks after how many applications; None while there are none."""
    return _bars(
        _("Who looks after them"),
        _("Applications"),
        [name for _code, name, _number in counts],
        [number for _code, _name, number in counts],
        [_list("applications", assigned=code) for code, _name, _number in counts],
    )


def ends_chart(counts: Mapping[EndBand, int]) -> Chart | None:
    """When terms end; None where none ends soon."""
    return _bars(
        _("Memberships that end soon"),
        _("Memberships"),
        [band.label for band in counts],
        list(counts.values()),
        [_list("members", ending=band.value) for band in counts],
    )


def funnel_chart(counts: Mapping[FunnelStage, int], period: Period) -> Chart | None:
    """How far the applications of a period came; None where none was begun in it."""
    days = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return _bars(
        _("How far the applications came"),
        _("Applications"),
        [stage.label for stage in counts],
        list(counts.values()),
        [_list("applications", stage=stage.value, **days) for stage in counts],
    )


def growth_chart(counts: Mapping[date, int]) -> Chart | None:
    """How many members there were at the ends of months; None while there were none."""
    if not any(counts.values()):
        return None
    return Chart(
        title=_("Members at the end of each month, and today"),
        labels=[date_format(day, pgettext("the month of a chart", "M Y")) for day in counts],
        series=[Series(_("Members"), list(counts.values()))],
        kind="column",
        links=[_list("members", on=day.isoformat()) for day in counts],
    )
