"""Wiring of moderation and of what the cluster does with ideas: a person's standing, the board, an item's page."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterkit.access.sources import register_source
from clusterkit.core import surfaces as site
from clusterkit.core.policies import policy_of
from clusterkit.core.surfaces import Block, Task, ViewerPayload
from clusterkit.ideas import actions, selectors
from clusterkit.ideas.enums import STAGE_TONES, IdeaStage, ItemState
from clusterkit.ideas.hooks import ItemButton, ItemPanelPayload, item_buttons, item_panels
from clusterkit.ideas.policies import stop_words, stopping
from clusterkit.ideas.selectors.ideas import answer_of, may_answer, moves_of
from clusterkit.ideas.standing import blocks_of

ANSWERS_ON_BOARD = 5


def connect() -> None:
    """Register everything; called when the apps are ready."""
    register_source(blocks_of)
    site.board_tasks.connect(office_tasks)
    site.my_tasks.connect(own_tasks)
    item_panels.connect(stopped_panel, order=10)
    item_panels.connect(merged_panel, order=11)
    item_panels.connect(answer_panel, order=20)
    item_panels.connect(support_panel, order=21)
    item_buttons.connect(buttons)


def office_tasks(payload: ViewerPayload) -> Sequence[Task]:
    """Reports that wait for a decision, and shortlisted ideas that wait for the cluster's answer."""
    viewer = payload.viewer
    tasks = []
    if viewer.allows(actions.VIEW_REPORTS):
        cases = selectors.open_cases(viewer)
        number, first = cases.count(), cases.first()
        if first is not None:
            words = ngettext(
                "%(number)d reported thing waits for a decision",
                "%(number)d reported things wait for a decision",
                number,
            )
            url = reverse("clusterkit_ideas:reports")
            tasks.append(Task(words % {"number": number}, url, "", first["oldest"], "bad"))
    waiting = selectors.waiting_for_answer(viewer).prefetch_related(None)[:ANSWERS_ON_BOARD]
    tasks += [
        Task(
            _("“%(title)s” is shortlisted and waits for an answer") % {"title": item.title},
            item.get_absolute_url(),
            "",
            item.shortlisted_at,
            "info",
        )
        for item in waiting
    ]
    return tasks


def own_tasks(payload: ViewerPayload) -> Sequence[Task]:
    """That somebody may not write, where he looks first."""
    sanction = stopping(payload.viewer)
    if sanction is None:
        return ()
    return [Task(_("You may not write now"), sanction.get_absolute_url(), stop_words(sanction), None, "bad")]


def stopped_panel(payload: ItemPanelPayload) -> Block | None:
    """Why somebody cannot write here."""
    sanction = stopping(payload.viewer)
    if sanction is None:
        return None
    context = {"words": stop_words(sanction), "url": sanction.get_absolute_url()}
    return Block("clusterkit/ideas/stopped_notice.html", context, order=10)


def merged_panel(payload: ItemPanelPayload) -> Block | None:
    """Where the discussion of a joined item goes on."""
    if payload.item.state != ItemState.MERGED:
        return None
    survivor = selectors.survivor_of(payload.viewer, payload.item.pk)
    return Block("clusterkit/ideas/merged_notice.html", {"survivor": survivor}, order=11)


def answer_panel(payload: ItemPanelPayload) -> Block | None:
    """What the cluster says to an idea."""
    viewer, item = payload.viewer, payload.item
    found = answer_of(viewer, item) if item.kind_info.has_support else None
    if found is None:
        return None
    context = {
        "answer": found,
        "tone": STAGE_TONES[IdeaStage(found.decision)],
        "may_answer": may_answer(viewer, item),
    }
    return Block("clusterkit/ideas/official_answer.html", context, order=20)


def support_panel(payload: ItemPanelPayload) -> Block | None:
    """Who supports an idea, and how far the cluster got with it."""
    idea = selectors.idea_view(payload.viewer, payload.item)
    if idea is None or payload.item.published_at is None:
        return None
    return Block("clusterkit/ideas/support.html", {"idea": idea}, place="side", order=20)


def buttons(payload: ItemPanelPayload) -> Sequence[ItemButton]:
    """Reporting, and what the office may do with the item and its author."""
    viewer, item = payload.viewer, payload.item
    policy = policy_of(type(item))
    found = []

    def add(name: str, label: str, order: int, variant: str = "quiet") -> None:
        found.append(
            ItemButton(label, reverse(f"clusterkit_ideas:{name}", args=[item.pk]), variant=variant, order=order)
        )

    moves = moves_of(viewer, item)
    if "shortlist" in moves:
        add("shortlist", _("Shortlist"), 40, "secondary")
    if "put_back" in moves:
        add("put-back", _("Take off the shortlist"), 41)
    if may_answer(viewer, item):
        add("draft-answer", _("Write the cluster’s answer"), 42, "secondary")
    if item.state == ItemState.PUBLISHED and policy.can(viewer, actions.MERGE, item):
        add("merge", _("Join with another"), 50)
    if policy.can(viewer, actions.SANCTION, item):
        add("sanction-author", _("Warn or block the author"), 51)
    if policy.can(viewer, actions.REPORT, item):
        add("report", _("Report"), 60)
    return found
