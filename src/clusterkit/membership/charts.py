"""The chart of applications by state."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from clusterkit.core.web.charts import Chart, Series
from clusterkit.membership.enums import ApplicationState


def applications_chart(counts: Mapping[str, int]) -> Chart | None:
    """How many applications stand where; None while there are none. *counts* maps states to numbers."""
    if not any(counts.values()):
        return None
    labels = [str(ApplicationState(state).label).capitalize() for state in counts]
    return Chart(
        title=_("Applications by state"),
        labels=labels,
        series=[Series(_("Applications"), list(counts.values()))],
        kind="bar",
    )
