"""Everything that fits to one item, and to what it fits, scored. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from clusterkit.core.conf import conf
from clusterkit.ideas.enums import ItemMode
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.matching.candidates import item_candidates, organisation_candidates
from clusterkit.ideas.matching.rarity import rarity_of
from clusterkit.ideas.matching.scorers import FULL, Part, Subject, Weighing, scorers
from clusterkit.ideas.matching.subjects import item_rows, item_subjects, organisation_subjects
from clusterkit.ideas.models import Item, Leaning

LEAST_SCORE: Final = 15
"""What fits less is no suggestion."""
KEPT: Final = 12
"""So many suggestions an item has of each sort: organisations, items for all, items for members."""


@dataclass(frozen=True)
class Fit:
    """``item`` is who gets the suggestion; ``other`` or ``organisation`` is what fits to it."""

    item: int
    score: int
    parts: Sequence[Part]
    other: int | None = None
    organisation: int | None = None
    for_members: bool = False

    @property
    def target(self) -> tuple[int | None, int | None]:
        """What is suggested."""
        return self.other, self.organisation


def fits_of(item: Item) -> list[Fit]:
    """What fits to *item*, and the other items that it fits to, whoever put aside what."""
    own = item_subjects(item_rows(Item.objects.filter(pk=item.pk)))
    if not own:
        return []
    subject = own[0]
    kind = item_kinds.get(item.kind)
    # Its own words first: by their rarity it is decided what is looked up at all.
    first = _weighing([subject])
    others = item_subjects(item_candidates(subject, first))
    organisations = organisation_subjects(organisation_candidates(subject)) if kind.fits_organisations else []
    weighing = _weighing([subject, *others, *organisations])
    leanings = _leanings([subject.owner, *(other.owner for other in others)])
    found: list[Fit] = []
    ours = _leaning_to(weighing, leanings, subject.owner)
    both_ways = scorers.in_force().is_symmetric
    for other in others:
        forth = other.kind in kind.matches
        back = subject.kind in item_kinds.get(other.kind).matches
        theirs = _leaning_to(weighing, leanings, other.owner)
        fit = _fit(subject, other, ours, for_members=_is_closed(other)) if forth else []
        found += fit
        if back and both_ways and forth and not ours.leanings and not theirs.leanings:
            found += [Fit(other.pk, one.score, one.parts, subject.pk, for_members=_is_closed(subject)) for one in fit]
        elif back:
            found += _fit(other, subject, theirs, for_members=_is_closed(subject))
    for organisation in organisations:
        found += _fit(subject, organisation, ours, is_organisation=True)
    return found


def best(fits: Iterable[Fit]) -> list[Fit]:
    """The best few of each sort, for one item."""
    sorts: dict[tuple[bool, bool], list[Fit]] = defaultdict(list)
    for fit in fits:
        sorts[fit.organisation is None, fit.for_members].append(fit)
    return [
        fit
        for found in sorts.values()
        for fit in sorted(found, key=lambda fit: (-fit.score, -(fit.other or fit.organisation or 0)))[:KEPT]
    ]


def score_of(own: Subject, other: Subject, weighing: Weighing) -> tuple[int, Sequence[Part]]:
    """By the scorer in force. Raises ``ValueError`` where its shares are no shares of a hundred."""
    scorer = scorers.in_force()
    parts = scorer.score(own, other, weighing)
    total = sum(part.share for part in parts)
    if not 0 <= total <= FULL or any(part.share < 0 for part in parts):
        raise ValueError(f"The scorer {scorer.code!r} gave shares that add up to {total}")
    return total, parts


def _fit(
    own: Subject, other: Subject, weighing: Weighing, *, for_members: bool = False, is_organisation: bool = False
) -> list[Fit]:
    score, parts = score_of(own, other, weighing)
    if score < LEAST_SCORE:
        return []
    if is_organisation:
        return [Fit(own.pk, score, parts, organisation=other.pk)]
    return [Fit(own.pk, score, parts, other=other.pk, for_members=for_members)]


def _is_closed(subject: Subject) -> bool:
    return bool(subject.source.mode == ItemMode.MEMBERS)


def _weighing(subjects: Sequence[Subject]) -> Weighing:
    stems = {stem for subject in subjects for passage in subject.passages for stem in passage.words}
    stems |= {stem for subject in subjects for tag in subject.tags.values() for stem in tag}
    return Weighing(conf.MATCHING_WEIGHTS, rarity_of(stems))


def _leanings(owners: Sequence[int]) -> dict[int, dict[tuple[str, str], float]]:
    found: dict[int, dict[tuple[str, str], float]] = defaultdict(dict)
    rows = Leaning.objects.filter(organisation_id__in=set(owners)).order_by()
    for owner, attribute, value, weight in rows.values_list("organisation_id", "attribute", "value", "weight"):
        found[owner][attribute, value] = weight
    return found


def _leaning_to(weighing: Weighing, leanings: dict[int, dict[tuple[str, str], float]], owner: int) -> Weighing:
    return replace(weighing, leanings=leanings.get(owner, {}))
