"""The package's scorer: sectors, tags and words in common."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import sqrt
from typing import Final

from django.utils.translation import gettext_lazy as _

from clusterkit.ideas.matching.scorers import (
    FULL,
    Part,
    Passage,
    Scorer,
    Subject,
    Weighing,
    register_scorer,
    whole_shares,
)
from clusterkit.ideas.matching.text import kinship, runs

SECTOR: Final = "sector"
TAGS: Final = "tags"
WORDS: Final = "words"
IN_TEXT: Final = 0.5
"""What a tag counts that stands in the other's text only."""
SHOWN: Final = 5


def by_attributes(own: Subject, other: Subject, weighing: Weighing) -> list[Part]:
    """Compare by sectors, tags and words. Without leanings both sides get the same score, and one more shared tag
    never lowers it."""
    total = sum(weighing.weights.values()) or 1.0
    found = {
        SECTOR: _sectors(own, other, weighing),
        TAGS: _tags(own, other, weighing),
        WORDS: _words(own, other, weighing),
    }
    strengths = {
        name: FULL * weighing.weights.get(name, 0) / total * min(1.0, part.strength) for name, part in found.items()
    }
    shares = whole_shares(strengths)
    return [
        Part(name, shares[name], [shown for shown, _key in part.common], [key for _shown, key in part.common])
        for name, part in found.items()
        if shares[name] > 0
    ]


@dataclass(frozen=True)
class _Found:
    strength: float
    common: tuple[tuple[str, str], ...] = ()


def _sectors(own: Subject, other: Subject, weighing: Weighing) -> _Found:
    common = sorted(own.sectors & other.sectors)
    if not common:
        return _Found(0)
    counted = sum(weighing.leaning(SECTOR, code) for code in common)
    fewer = min(len(own.sectors), len(other.sectors))
    return _Found(counted / fewer, tuple((code, code) for code in common))


def _tags(own: Subject, other: Subject, weighing: Weighing) -> _Found:
    """Each further tag brings half of what is still missing to the whole."""
    mine = {stems: tag for tag, stems in own.tags.items() if stems}
    theirs = {stems: tag for tag, stems in other.tags.items() if stems}
    credit = dict.fromkeys(mine.keys() & theirs.keys(), 1.0)
    credit |= {stems: IN_TEXT for stems in mine.keys() - theirs.keys() if _stands_in(stems, other)}
    credit |= {stems: IN_TEXT for stems in theirs.keys() - mine.keys() if _stands_in(stems, own)}
    missing, common = 1.0, []
    for stems, value in sorted(credit.items(), key=lambda pair: (-pair[1], sorted(pair[0]))):
        tag = mine.get(stems) or theirs[stems]
        rare = sum(weighing.rarity_of(stem) for stem in stems) / len(stems)
        missing *= 1 - 0.5 * value * rare * weighing.leaning(TAGS, _key(stems))
        common.append((tag, _key(stems)))
    return _Found(1 - missing, tuple(common))


def _key(stems: frozenset[str]) -> str:
    return " ".join(sorted(stems))


def _stands_in(stems: frozenset[str], subject: Subject) -> bool:
    """Whether all words of a tag stand in one passage, or words of their families."""
    return any(all(_has_kin(stem, passage) for stem in stems) for passage in subject.passages)


def _has_kin(stem: str, passage: Passage) -> bool:
    if stem in passage.words:
        return True
    # Words of one family share a run of letters.
    near = passage.by_run
    return any(kinship(stem, word) for run in runs(stem) if run in near for word in near[run])


def _words(own: Subject, other: Subject, weighing: Weighing) -> _Found:
    """The best pair of passages. The square root lets a few rare words in common count among many that differ."""
    best = _Found(0)
    for mine in own.passages:
        for theirs in other.passages:
            found = _compared(mine, theirs, weighing)
            if found.strength > best.strength:
                best = found
    return best


def _compared(mine: Passage, theirs: Passage, weighing: Weighing) -> _Found:
    pairs = _pairs(mine, theirs, weighing)
    if not pairs:
        return _Found(0)
    length = _length(mine, weighing) * _length(theirs, weighing)
    cosine = sum(value for value, _own in pairs) / length if length else 0.0
    top = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:SHOWN]
    return _Found(sqrt(min(1.0, cosine)), tuple((mine.shown.get(stem, stem), stem) for _value, stem in top))


def _length(passage: Passage, weighing: Weighing) -> float:
    known = weighing.lengths.get(passage)
    if known is None:
        rarity = weighing.rarity
        known = sqrt(sum((weight * rarity.get(stem, 1.0)) ** 2 for stem, weight in passage.words.items()))
        weighing.lengths[passage] = known
    return known


def _pairs(mine: Passage, theirs: Passage, weighing: Weighing) -> list[tuple[float, str]]:
    """What each stem in common contributes; then words of one family, each used once, the strongest first."""

    def value(one: str, two: str) -> float:
        rare = weighing.rarity_of(one) * weighing.rarity_of(two)
        damped = min(weighing.leaning(WORDS, one), weighing.leaning(WORDS, two))
        return mine.words[one] * theirs.words[two] * rare * damped

    same = mine.words.keys() & theirs.words.keys()
    found = [(value(stem, stem), stem) for stem in same]
    used: set[str] = set()
    kin = [(near * value(one, two), one, two) for near, one, two in _families(mine, theirs, same)]
    for worth, one, two in sorted(kin, key=lambda item: (-item[0], sorted(item[1:]))):
        if one not in used and two not in used:
            used |= {one, two}
            found.append((worth, one))
    return found


def _families(mine: Passage, theirs: Passage, same: Collection[str]) -> list[tuple[float, str, str]]:
    """The pairs of words of one family. Only such as share a run of letters are looked at: comparing all takes too long."""
    known = mine.by_run
    pairs = {
        (one, two)
        for two in theirs.words
        if two not in same
        for run in runs(two)
        if run in known
        for one in known[run]
        if one not in same
    }
    near = ((kinship(one, two), one, two) for one, two in sorted(pairs))
    return [pair for pair in near if pair[0]]


BY_ATTRIBUTES = register_scorer(
    Scorer(
        "attributes",
        _("Sectors, tags and words in common"),
        {SECTOR: _("Same sector"), TAGS: _("Tags"), WORDS: _("Words")},
        by_attributes,
        is_symmetric=True,
    )
)
