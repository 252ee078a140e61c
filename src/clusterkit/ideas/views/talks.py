"""The list of one's private talks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clusterkit.core.policies import Actor
from clusterkit.core.templatetags.clusterkit_text import moment
from clusterkit.core.web.elements import Crumb, FacetOption, Tab
from clusterkit.core.web.views import ListPage
from clusterkit.ideas import actions
from clusterkit.ideas.enums import InterestState
from clusterkit.ideas.models import Interest
from clusterkit.ideas.selectors import Turn, owner_in_talk, talk_counts, talks, turn_of
from clusterkit.ideas.talk_filters import FROM_US, NEW, TO_US, TalkFilter
from clusterkit.ideas.views.lists import exchange_crumb


def talks_crumb() -> Crumb:
    """The way back to one's talks."""
    return Crumb(gettext_lazy("My talks"), reverse("clusterkit_ideas:talks"))


def warns_of_names(viewer: Actor, interest: Interest) -> bool:
    """Whether the viewer is about to write to somebody who does not know yet whose the item is."""
    hidden = interest.item.is_anonymous and interest.state != InterestState.ACCEPTED
    return hidden and interest.item.organisation_id in viewer.organisation_ids


@dataclass(frozen=True)
class TalkRow:
    """One row: everything is ready to draw."""

    title: str
    url: str
    summary: str
    meta: list[str]
    mark_name: str
    state: str | Promise
    state_tone: str
    turn: str
    turn_tone: str
    is_unread: bool


def talk_rows(viewer: Actor, rows: Iterable[Interest]) -> list[TalkRow]:
    """Rows of talks that :func:`clusterkit.ideas.selectors.talks` gave."""
    return [_row(viewer, row) for row in rows]


_TURNS: dict[Turn, str | Promise] = {
    Turn.MINE: pgettext_lazy("turn", "your turn"),
    Turn.THEIRS: pgettext_lazy("turn", "the other side’s turn"),
    Turn.NOBODY: "",
}


def _row(viewer: Actor, row: Interest) -> TalkRow:
    is_owner = row.item.organisation_id in viewer.organisation_ids
    other = str(row.organisation) if is_owner else owner_in_talk(viewer, row).name
    turn = turn_of(row)
    side = _("answers your item") if is_owner else _("you answered")
    return TalkRow(
        title=row.item.title,
        url=row.get_absolute_url(),
        summary=row.message[:160],
        meta=[other, side, moment(row.last_at, "relative")],  # type: ignore[attr-defined]
        mark_name=other,
        state=row.get_state_display(),
        state_tone=row.state_tone,
        turn=str(_TURNS[turn]),
        turn_tone="warn" if turn is Turn.MINE else "neutral",
        is_unread=bool(getattr(row, "is_unread", False)),
    )


class MyTalks(ListPage[Interest]):
    """The private talks of one's organisations: whose turn it is, and what is new."""

    policy_action = actions.VIEW_INTEREST
    model = Interest
    filterset_class = TalkFilter
    template_name = "clusterkit/ideas/talks.html"
    context_object_name = "talks"

    def get_rows(self) -> QuerySet[Interest]:
        """The one with the newest word first."""
        return talks(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows, tabs and facets."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "title": _("My talks"),
            "crumbs": [exchange_crumb(), Crumb(_("My talks"))],
            "rows": talk_rows(self.viewer, context["talks"]),
            "tabs": self._tabs(),
            "side_options": [
                self._option("side", TO_US, _("Answers to our items")),
                self._option("side", FROM_US, _("Our answers to others")),
            ],
            "state_options": [self._option("state", state.value, state.label) for state in InterestState],
            "has_organisation": bool(self.viewer.organisation_ids),
        }

    def _address(self, **changes: str) -> str:
        query = self.request.GET.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query[name] = value
            if not value:
                del query[name]
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def _option(self, name: str, value: str, label: str | Promise) -> FacetOption:
        current = self.request.GET.get(name) == value
        return FacetOption(label, self._address(**{name: "" if current else value}), None, current)

    def _tabs(self) -> list[Tab]:
        counts = talk_counts(self.viewer)
        turn, news = self.request.GET.get("turn", ""), self.request.GET.get("unread", "")
        mine, theirs = Turn.MINE.value, Turn.THEIRS.value
        return [
            Tab(_("All"), self._address(turn="", unread=""), not turn and not news, counts.total),
            Tab(_("Your turn"), self._address(turn=mine, unread=""), turn == mine, counts.mine),
            Tab(_("Something new"), self._address(turn="", unread=NEW), news == NEW, counts.unread),
            Tab(_("The other side’s turn"), self._address(turn=theirs, unread=""), turn == theirs),
        ]
