"""Suggestions as their readers see them: only of what is open today, and only as far as each may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas import actions
from clusterkit.ideas.enums import OPEN_STATES
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.matching.scorers import scorers
from clusterkit.ideas.matching.scoring import SECTOR
from clusterkit.ideas.models import Dismissal, Item, Suggestion, current_items
from clusterkit.ideas.policies import ItemPolicy
from clusterkit.ideas.selectors.owners import ItemOwner, known_owner, owner_of
from clusterkit.tenancy.context import tenant_connection

SHOWN: Final = 5
SMALL: Final = 20_000
"""In an exchange of so many items what is published is matched at once, in a larger one by the worker."""


def _open(prefix: str) -> Q:
    return Q(**{f"{prefix}state__in": sorted(OPEN_STATES)}) & current_items(prefix)


def _still_there() -> Q:
    other = Q(other__isnull=False, other__organisation__is_published=True) & _open("other__")
    return other | Q(other=None, organisation__is_published=True)


def suggestions(viewer: Actor) -> QuerySet[Suggestion]:
    """What fits to the items of the viewer's organisations, the best first: open today, and not put aside."""
    aside = Dismissal.objects.filter(item=OuterRef("item"))
    same = aside.filter(other=OuterRef("other")) | aside.filter(other=None, organisation=OuterRef("organisation"))
    rows = Suggestion.objects.filter(_open("item__"), _still_there()).exclude(Exists(same))
    return visible_to(viewer, rows).order_by("-score", "-pk")


def put_aside(viewer: Actor) -> QuerySet[Dismissal]:
    """What the viewer's organisations said does not fit, as far as he still sees it, the latest first."""
    return visible_to(viewer, Dismissal.objects.filter(_still_there())).order_by("-pk")


@dataclass(frozen=True)
class Reason:
    """So many of a hundred per cent, for what was found in common."""

    attribute: str
    label: str | Promise
    share: int
    found: Sequence[str]


@dataclass(frozen=True)
class Target:
    """What is suggested, as the viewer may know it: an item with its owner (whose name may be hidden), or an organisation.

    ``answer_url`` is where one writes to them.
    """

    title: str
    url: str
    answer_url: str
    summary: str
    item: Item | None = None
    owner: ItemOwner | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True)
class SuggestionView:
    """A suggestion with its reasons."""

    suggestion: Suggestion
    target: Target
    reasons: Sequence[Reason]

    @property
    def score(self) -> int:
        """Per cent."""
        return self.suggestion.score


@dataclass(frozen=True)
class AsideView:
    """What was put aside."""

    dismissal: Dismissal
    target: Target


def suggestion_views(viewer: Actor, rows: QuerySet[Suggestion]) -> list[SuggestionView]:
    """Suggestions with what they lead to and why, in four queries however many there are."""
    found = list(rows.select_related("organisation"))
    targets = _targets(viewer, found)
    names = _sector_names(viewer, found)
    return [
        SuggestionView(row, targets[row.pk], _reasons(row, targets[row.pk], names))
        for row in found
        if row.pk in targets
    ]


def aside_views(viewer: Actor, rows: QuerySet[Dismissal]) -> list[AsideView]:
    """What was put aside, with what it leads to."""
    found = list(rows.select_related("organisation"))
    targets = _targets(viewer, found)
    return [AsideView(row, targets[row.pk]) for row in found if row.pk in targets]


def may_see_suggestions(viewer: Actor, item: Item) -> bool:
    """Whether suggestions are made for *item*, and are the viewer's to see."""
    kind = item_kinds.get(item.kind)
    if not item.is_open or not (kind.matches or kind.fits_organisations):
        return False
    return viewer.allows(actions.VIEW_SUGGESTION) and item.organisation_id in viewer.organisation_ids


def _targets(viewer: Actor, rows: Iterable[Any]) -> Mapping[int, Target]:
    """By the key of each row; one whose item the viewer does not see has none."""
    rows = list(rows)
    others = {row.other_id for row in rows if row.other_id is not None}
    items = {
        item.pk: item
        for item in ItemPolicy()
        .visible_to(viewer, Item.objects.filter(pk__in=others))
        .defer("body", "search", "search_public")
        .select_related("organisation", "author")
        .annotate(is_identified=known_owner(viewer))
    }
    found: dict[int, Target] = {}
    for row in rows:
        if row.other_id is None:
            found[row.pk] = _organisation_target(row.organisation)
        elif row.other_id in items:
            found[row.pk] = _item_target(viewer, items[row.other_id])
    return found


def _item_target(viewer: Actor, item: Item) -> Target:
    may_answer = policy_of(Item).can(viewer, actions.RESPOND, item)
    answer = reverse("clusterkit_ideas:respond", kwargs={"pk": item.pk}) if may_answer else ""
    owner = owner_of(viewer, item)
    return Target(item.title, item.get_absolute_url(), answer, item.summary, item=item, owner=owner)


def _organisation_target(organisation: Organisation) -> Target:
    url = organisation.get_absolute_url()
    return Target(str(organisation), url, url, str(organisation.summary), organisation=organisation)


def _sector_names(viewer: Actor, rows: Iterable[Suggestion]) -> Mapping[str, str]:
    codes = {code for row in rows for part in row.parts if part["attribute"] == SECTOR for code in part["found"]}
    return {row.code: str(row) for row in visible_to(viewer, Sector.objects.filter(code__in=codes))}


def _reasons(row: Suggestion, target: Target, names: Mapping[str, str]) -> list[Reason]:
    """What was found is left out once the other side was changed: it may be what was taken out of it."""
    scorer = scorers.get(row.scorer)
    labels = scorer.attributes if scorer is not None else {}
    subject = target.item or target.organisation
    is_fresh = subject is None or subject.updated_at <= row.computed_at
    reasons = []
    for part in row.parts:
        attribute = part["attribute"]
        found = part["found"] if is_fresh else []
        shown = [names[code] for code in found if code in names] if attribute == SECTOR else found
        reasons.append(Reason(attribute, labels.get(attribute, attribute), part["share"], shown))
    return reasons


def is_small() -> bool:
    """Whether the exchange is so small that matching takes no time worth waiting for, as PostgreSQL estimates it."""
    with tenant_connection().cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [Item._meta.db_table])
        return bool(cursor.fetchone()[0] < SMALL)
