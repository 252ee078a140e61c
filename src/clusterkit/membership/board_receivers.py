"""What membership shows on the office's board."""

from __future__ import annotations

from clusterkit.core.surfaces import Block, ViewerPayload
from clusterkit.membership import actions, selectors
from clusterkit.membership.board_forms import PeriodForm
from clusterkit.membership.charts import (
    ages_chart,
    applications_chart,
    ends_chart,
    funnel_chart,
    growth_chart,
    people_chart,
)
from clusterkit.membership.selectors.composition import warnings
from clusterkit.membership.selectors.figures import counts_by_age, counts_by_assignee, counts_by_end, funnel, growth
from clusterkit.membership.services import watch_composition
from clusterkit.membership.services.exporting import LISTS
from clusterkit.tenancy.hooks import WorkerTick

FOLDER = "clusterkit/membership/blocks"


def too_few(payload: ViewerPayload) -> Block | None:
    """That the cluster has too few members, above everything else."""
    found = warnings(payload.viewer)
    return Block(f"{FOLDER}/composition.html", {"warnings": found}, place="top", order=10) if found else None


def applications(payload: ViewerPayload) -> Block | None:
    """Applications by state, by age, and by who looks after them."""
    viewer = payload.viewer
    if not viewer.allows(actions.REVIEW):
        return None
    chart = applications_chart(selectors.counts_by_state(viewer))
    if chart is None:
        return None
    ages, people = ages_chart(counts_by_age(viewer)), people_chart(counts_by_assignee(viewer))
    return Block(f"{FOLDER}/board_chart.html", {"chart": chart, "ages": ages, "people": people}, order=20)


def ends(payload: ViewerPayload) -> Block | None:
    """Terms that end soon."""
    if not payload.viewer.allows(actions.LIST_MEMBERS):
        return None
    return Block(f"{FOLDER}/board_ends.html", {"chart": ends_chart(counts_by_end(payload.viewer))}, order=21)


def stages(payload: ViewerPayload) -> Block | None:
    """How far the applications of a period came. ``since`` and ``until`` of the address choose it."""
    if not payload.viewer.allows(actions.REVIEW):
        return None
    form = PeriodForm.of(payload.query)
    period = form.period
    chart = funnel_chart(funnel(payload.viewer, period), period)
    return Block(f"{FOLDER}/board_funnel.html", {"chart": chart, "form": form, "period": period}, order=22)


def members(payload: ViewerPayload) -> Block | None:
    """How the number of members grew."""
    if not payload.viewer.allows(actions.LIST_MEMBERS):
        return None
    chart = growth_chart(growth(payload.viewer))
    return Block(f"{FOLDER}/board_growth.html", {"chart": chart}, order=23) if chart else None


def take_home(payload: ViewerPayload) -> Block | None:
    """The lists as files."""
    if not payload.viewer.allows(actions.EXPORT_LISTS):
        return None
    return Block(f"{FOLDER}/board_export.html", {"lists": LISTS.values()}, place="side", order=20)


def tick(payload: WorkerTick) -> None:
    """Look whether there are enough members."""
    watch_composition()
