"""What the exchange shows on the surfaces of the site. Each function asks the same selectors as the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterkit.core.policies import Actor
from clusterkit.core.surfaces import Block, Entry, SearchGroup, SearchHit, SearchPayload, Task, ViewerPayload
from clusterkit.core.web.charts import Chart, Series
from clusterkit.ideas import actions, selectors
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Interest, Item
from clusterkit.ideas.policies import identified_items
from clusterkit.ideas.selectors import snippet
from clusterkit.ideas.views.rows import item_rows

ROWS_ON_HOME = 4
ROWS_OF_ORGANISATION = 5
DAYS_BEFORE_END = 14
DAYS_PRESSING = 3


def search(payload: SearchPayload) -> SearchGroup | None:
    """Items that have the words, as far as the viewer reads."""
    if not payload.viewer.allows(actions.VIEW):
        return None
    rows: QuerySet[Any] = selectors.search_items(selectors.listed(payload.viewer), payload.viewer, payload.text)
    hits = [
        SearchHit(
            row.kind_info.label,
            row.title,
            row.get_absolute_url(),
            snippet(row.found) if getattr(row, "found", "") else row.summary,
            row.published_at,
        )
        for row in rows.prefetch_related(None)[: payload.limit]
    ]
    more = reverse("clusterkit_ideas:list", query={"q": payload.text})
    return SearchGroup(_("Idea exchange"), hits, more, order=20) if hits else None


@dataclass(frozen=True)
class KindCount:
    """A kind with its number of open items, for the home page."""

    label: str | Promise
    count: int | str
    url: str


def home(payload: ViewerPayload) -> Block | None:
    """The newest items, and how many stand open."""
    if not payload.viewer.allows(actions.VIEW):
        return None
    rows = item_rows(selectors.listed(payload.viewer)[:ROWS_ON_HOME])
    if not rows:
        return None
    counts = selectors.counts_by_kind(payload.viewer)
    # A count of nothing says nothing, and leads to an empty list.
    kinds = [
        KindCount(
            kind.plural,
            counts.words("kinds", counts.kinds[kind.code]),
            reverse("clusterkit_ideas:list", query={"kind": kind.code}),
        )
        for kind in item_kinds
        if counts.kinds.get(kind.code)
    ]
    return Block("clusterkit/ideas/home_block.html", {"rows": rows, "kinds": kinds}, order=20)


def tasks(payload: ViewerPayload) -> Sequence[Task]:
    """Answers to decide on, questions to answer, items that end or were sent back, talks without an outcome."""
    viewer = payload.viewer
    if not viewer.organisation_ids:
        return ()
    return [
        *(_answer_task(row) for row in selectors.to_answer(viewer)),
        *(_question_task(viewer, row) for row in selectors.asked_back(viewer)),
        *(_item_task(row) for row in selectors.needing_owner(viewer, days=DAYS_BEFORE_END)),
    ]


def _answer_task(row: Interest) -> Task:
    title = _("%(organisation)s answers “%(title)s”") % {"organisation": row.organisation, "title": row.item.title}
    return Task(title, row.get_absolute_url(), row.message[:120], row.state_changed_at, "warn")


def _question_task(viewer: Actor, row: Interest) -> Task:
    title = _("A question about your answer to “%(title)s”") % {"title": row.item.title}
    owner = selectors.owner_in_talk(viewer, row).name
    return Task(title, row.get_absolute_url(), owner, row.state_changed_at, "warn")


def _item_task(item: Item) -> Task:
    url, values = item.get_absolute_url(), {"title": item.title}
    if item.state == ItemState.CHANGES_REQUESTED:
        return Task(
            _("Changes of “%(title)s” are asked for") % values, url, item.note[:120], item.state_changed_at, "bad"
        )
    if item.state == ItemState.IN_TALKS:
        title = _("What came of “%(title)s”?") % values
        return Task(title, url, _("Close it with an outcome."), item.state_changed_at, "info")
    days = max(0, (item.valid_until - timezone.localdate()).days) if item.valid_until is not None else 0
    if item.is_overdue:
        title = _("The time of “%(title)s” is over") % values
    else:
        title = ngettext(
            "“%(title)s” stays open for %(days)d more day", "“%(title)s” stays open for %(days)d more days", days
        ) % {**values, "days": days}
    return Task(title, url, _("Prolong it or close it."), None, "warn" if days <= DAYS_PRESSING else "info")


def own_block(payload: ViewerPayload) -> Block | None:
    """The items of the person's organisations."""
    if not payload.viewer.organisation_ids or not payload.viewer.allows(actions.DRAFT):
        return None
    rows = item_rows(selectors.own_items(payload.viewer)[:ROWS_OF_ORGANISATION])
    return Block("clusterkit/ideas/my_block.html", {"rows": rows}, order=30)


def office_tasks(payload: ViewerPayload) -> Sequence[Task]:
    """Items and changes of open items that wait for a look."""
    changes = [
        Task(
            _("A change of “%(title)s” waits for a look") % {"title": change.item.title},
            change.get_absolute_url(),
            str(change.item.organisation),
            change.created_at,
            "warn",
        )
        for change in selectors.changes_to_review(payload.viewer)
    ]
    return changes + [
        Task(
            _("“%(title)s” waits for moderation") % {"title": item.title},
            item.get_absolute_url(),
            str(item.organisation),
            item.state_changed_at,
            "warn",
        )
        for item in selectors.waiting_for_moderation(payload.viewer).prefetch_related(None)
    ]


_CHARTED = (ItemState.PUBLISHED, ItemState.IN_TALKS, ItemState.FULFILLED)


def board(payload: ViewerPayload) -> Block | None:
    """Items by kind and state."""
    if not payload.viewer.allows(actions.MODERATE):
        return None
    counts = selectors.counts_by_kind_and_state(payload.viewer)
    kinds = list(item_kinds)
    series = [
        Series(str(state.label), [counts.get((kind.code, state.value), 0) for kind in kinds]) for state in _CHARTED
    ]
    chart = Chart(title=_("Items by kind and state"), labels=[str(kind.plural) for kind in kinds], series=series)
    return Block("clusterkit/ideas/board_block.html", {"chart": chart}, order=30)


def primary_action(payload: ViewerPayload) -> Entry | None:
    """Members write."""
    if not payload.viewer.allows(actions.DRAFT) or not payload.viewer.organisation_ids:
        return None
    return Entry(_("New request or offer"), reverse("clusterkit_ideas:new"), order=20)


def organisation_panel(payload: Any) -> Block | None:
    """The open items of an organisation, on its page (payload: ``directory.hooks.OrganisationPage``)."""
    if not payload.viewer.allows(actions.VIEW):
        return None
    rows = selectors.listed(payload.viewer).filter(
        identified_items(payload.viewer), organisation_id=payload.organisation.pk
    )
    shown = item_rows(rows[:ROWS_OF_ORGANISATION])
    if not shown:
        return None
    more = reverse("clusterkit_ideas:list", query={"organisation": payload.organisation.slug})
    return Block("clusterkit/ideas/organisation_block.html", {"rows": shown, "more_url": more}, order=40)
