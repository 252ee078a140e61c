"""What waits for the coordinators, and what they did about people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Min, QuerySet
from django.utils.functional import Promise

from clusterkit.core.policies import Actor, visible_to
from clusterkit.ideas import actions
from clusterkit.ideas.enums import ItemState, ReportReason, ReportState
from clusterkit.ideas.models import Comment, Item, Report, Sanction
from clusterkit.ideas.selectors.items import items
from clusterkit.ideas.transitions import HIDEABLE_STATES


def waiting_for_moderation(viewer: Actor) -> QuerySet[Item]:
    """Items that *viewer* may decide on, longest waiting first. Nobody moderates his own."""
    if not viewer.allows(actions.MODERATE):
        return items(viewer).none()
    rows = items(viewer).filter(state=ItemState.IN_REVIEW).exclude(organisation_id__in=viewer.organisation_ids)
    return rows.exclude(author_id=viewer.user_id).order_by("state_changed_at", "pk")


def reports(viewer: Actor) -> QuerySet[Report]:
    """What *viewer* may see of what was reported, the longest waiting first. Who reported is in none of the shapes."""
    rows = Report.objects.select_related(
        "item__organisation", "item__author", "comment__author", "comment__organisation"
    )
    return visible_to(viewer, rows).order_by("created_at", "pk")


@dataclass(frozen=True)
class Case:
    """An item or a comment with what was reported about it and waits. ``pk`` is the oldest open report."""

    pk: int
    item: Item
    comment: Comment | None
    count: int
    oldest: datetime
    reasons: Sequence[str | Promise]

    @property
    def text(self) -> str:
        """How the thing begins."""
        return self.comment.text if self.comment is not None else self.item.summary


def open_cases(viewer: Actor) -> QuerySet[Any]:
    """The things with open reports, the longest waiting first, for pages of :func:`cases_of`."""
    rows = visible_to(viewer, Report.objects.filter(state=ReportState.OPEN))
    return (
        rows.order_by()
        .values("item", "comment")
        .annotate(
            number=Count("pk"), oldest=Min("created_at"), first=Min("pk"), codes=ArrayAgg("reason", distinct=True)
        )
        .order_by("oldest", "first")
    )


def cases_of(groups: Sequence[Any]) -> list[Case]:
    """The rows of :func:`open_cases` with their items and comments, in two queries."""
    found_items = Item.objects.select_related("organisation", "author").in_bulk({row["item"] for row in groups})
    keys = {row["comment"] for row in groups if row["comment"] is not None}
    comments = Comment.objects.select_related("author", "organisation").in_bulk(keys)
    return [
        Case(
            pk=row["first"],
            item=found_items[row["item"]],
            comment=comments.get(row["comment"]),
            count=row["number"],
            oldest=row["oldest"],
            reasons=[ReportReason(code).label for code in sorted(row["codes"]) if code in ReportReason.values],
        )
        for row in groups
    ]


@dataclass(frozen=True)
class CaseView:
    """One thing that was reported, as a coordinator decides about it."""

    report: Report
    item: Item
    comment: Comment | None
    reports: Sequence[Report]
    author: Any
    earlier: Sequence[Sanction]
    decided: bool
    may_decide: bool
    may_hide: bool

    @property
    def text(self) -> str:
        """The words of the thing."""
        return self.comment.text if self.comment is not None else self.item.body


def case_view(viewer: Actor, report: Report) -> CaseView:
    """The case to which *report* (which *viewer* may see) belongs. He decides unless he is among those who reported."""
    same = visible_to(viewer, Report.objects.filter(item=report.item_id, comment=report.comment_id))
    waiting = list(same.filter(state=ReportState.OPEN).order_by("created_at", "pk"))
    author = report.comment.author if report.comment is not None else report.item.author
    earlier = Sanction.objects.filter(user=author) if author is not None else Sanction.objects.none()
    own = any(row.reporter_id is not None and row.reporter_id == viewer.user_id for row in waiting)
    if report.comment is not None:
        hidable = report.comment.hidden_at is None and report.comment.deleted_at is None
    else:
        hidable = report.item.state in HIDEABLE_STATES
    return CaseView(
        report,
        report.item,
        report.comment,
        waiting or [report],
        author,
        list(visible_to(viewer, earlier)),
        decided=not waiting,
        may_decide=bool(waiting) and not own,
        may_hide=hidable,
    )


def sanctions(viewer: Actor) -> QuerySet[Sanction]:
    """Warnings and blocks: all of them for coordinators, one's own for everybody else, the newest first."""
    return visible_to(viewer, Sanction.objects.select_related("user", "author", "lifted_by"))
