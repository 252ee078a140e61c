"""What private talks bring to one's own page."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from clusterkit.core.surfaces import Block, Task, ViewerPayload
from clusterkit.ideas import actions, selectors
from clusterkit.ideas.models import FollowUp, Interest


def tasks(payload: ViewerPayload) -> Sequence[Task]:
    """Outcomes to confirm or to correct, and questions about what became of them."""
    viewer = payload.viewer
    if not viewer.organisation_ids or not viewer.allows(actions.VIEW_INTEREST):
        return ()
    return [
        *(_confirm_task(row) for row in selectors.outcomes_to_confirm(viewer)),
        *(_correct_task(row) for row in selectors.outcomes_to_correct(viewer)),
        *(_follow_up_task(row) for row in selectors.follow_ups_to_answer(viewer)),
    ]


def _confirm_task(row: Interest) -> Task:
    title = _("Confirm what came of “%(title)s”") % {"title": row.item.title}
    return Task(title, row.get_absolute_url(), str(row.item.organisation), row.item.state_changed_at, "warn")


def _correct_task(row: Interest) -> Task:
    title = _("%(organisation)s says that “%(title)s” ended otherwise") % {
        "organisation": row.organisation,
        "title": row.item.title,
    }
    return Task(title, row.get_absolute_url(), _("Read why, then correct the outcome."), None, "warn")


def _follow_up_task(row: FollowUp) -> Task:
    title = _("What became of “%(title)s”?") % {"title": row.outcome.item.title}
    talk = row.outcome.interest
    return Task(title, row.get_absolute_url(), str(talk.organisation) if talk else "", row.asked_at, "info")


def own_block(payload: ViewerPayload) -> Block | None:
    """How many talks there are, and the way to them."""
    viewer = payload.viewer
    if not viewer.organisation_ids or not viewer.allows(actions.VIEW_INTEREST):
        return None
    counts = selectors.talk_counts(viewer)
    if not counts.total:
        return None
    address = reverse("clusterkit_ideas:talks")
    return Block("clusterkit/ideas/talks_block.html", {"counts": counts, "talks_url": address}, order=31)
