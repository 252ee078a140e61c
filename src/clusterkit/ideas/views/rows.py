"""Items as the lists draw them: in the exchange, on the home page, on one's own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterkit.core.templatetags.clusterkit_text import moment
from clusterkit.ideas.enums import IdeaStage, ItemState
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import hidden_owner, snippet

NO_MARK = "?"
"""What stands in the mark of an owner whose name is not shown."""


@dataclass(frozen=True)
class ItemRow:
    """One row: everything is ready to draw. ``state`` is empty for what is simply open."""

    title: str
    url: str
    kind: str | Promise
    kind_tone: str
    summary: str
    meta: list[str]
    state: str | Promise
    state_tone: str
    mark_name: str


def item_rows(items: Iterable[Item]) -> list[ItemRow]:
    """Rows of items that a selector gave (with their numbers)."""
    return [_row(item) for item in items]


def _row(item: Item) -> ItemRow:
    found = getattr(item, "found", "")
    open_now = item.effective_state == ItemState.PUBLISHED
    return ItemRow(
        title=item.title,
        url=item.get_absolute_url(),
        kind=item.kind_info.label,
        kind_tone=item.kind_info.tone,
        summary=snippet(found) if found else item.summary,
        meta=_meta(item),
        state="" if open_now else item.state_label,
        state_tone=item.state_tone,
        mark_name=_owner_name(item) if getattr(item, "is_identified", False) else NO_MARK,
    )


def _owner_name(item: Item) -> str:
    # Rows that a list of the selectors gave know whether the viewer may know; of others nothing is told.
    return str(item.organisation) if getattr(item, "is_identified", False) else hidden_owner()


def _meta(item: Item) -> list[str]:
    sectors = [str(sector) for sector in item.sectors.all()]
    comments, interests = getattr(item, "comment_count", 0), getattr(item, "interest_count", 0)
    parts = [_owner_name(item), ", ".join(sectors[:2])]
    if item.kind_info.has_support and item.stage != IdeaStage.COLLECTING:
        parts.append(str(IdeaStage(item.stage).label))
    if item.published_at is not None:
        parts.append(moment(item.published_at, "relative"))
    if comments:
        parts.append(ngettext("%(count)d comment", "%(count)d comments", comments) % {"count": comments})
    if new := getattr(item, "new_count", 0):
        parts.append(ngettext("%(count)d new", "%(count)d new", new) % {"count": new})
    if interests:
        parts.append(
            ngettext("%(count)d organisation answered", "%(count)d organisations answered", interests)
            % {"count": interests}
        )
    if item.effective_state == ItemState.PUBLISHED and item.valid_until is not None:
        parts.append(_("open until %(day)s") % {"day": date_format(item.valid_until, "DATE_FORMAT")})
    return [part for part in parts if part]
