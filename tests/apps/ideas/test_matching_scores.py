"""The scorer by itself: shares that add up, the same score from both sides, and one more thing in common never hurts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.ideas.matching.scorers import (
    Part,
    Passage,
    Scorer,
    Scorers,
    Subject,
    Weighing,
    whole_shares,
)
from clusterkit.ideas.matching.scoring import SECTOR, TAGS, WORDS, by_attributes
from clusterkit.ideas.matching.text import kinship, words_of

STEMS = [
    "корроз",
    "антикоррозионн",
    "насос",
    "насосн",
    "перекачк",
    "перекачива",
    "кислот",
    "сер",
    "печ",
    "кокс",
    "шлам",
]
weights = st.fixed_dictionaries({name: st.integers(0, 100) for name in (SECTOR, TAGS, WORDS)})
words = st.dictionaries(st.sampled_from(STEMS), st.floats(0.2, 5), max_size=6)
tags = st.dictionaries(st.sampled_from(STEMS), st.none(), max_size=5).map(
    lambda found: {tag: frozenset([tag]) for tag in found}
)
rarity = st.dictionaries(st.sampled_from(STEMS), st.floats(0.05, 1))


@st.composite
def subjects(draw: Any) -> Subject:
    texts = draw(st.lists(words, min_size=1, max_size=3))
    sectors = draw(st.frozensets(st.sampled_from("abcd"), max_size=3))
    return Subject("request", 1, 1, sectors, draw(tags), tuple(Passage(text) for text in texts))


def total(parts: Any) -> int:
    return sum(part.share for part in parts)


@given(subjects(), subjects(), weights, rarity)
def test_a_score_is_the_sum_of_its_shares_and_never_past_a_hundred(
    own: Subject, other: Subject, weighed: dict[str, int], rare: dict[str, float]
) -> None:
    parts = by_attributes(own, other, Weighing(weighed, rare))
    assert 0 <= total(parts) <= 100
    assert all(part.share > 0 for part in parts)
    assert len({part.attribute for part in parts}) == len(parts)


@given(subjects(), subjects(), weights, rarity)
def test_both_sides_get_the_same_score(
    own: Subject, other: Subject, weighed: dict[str, int], rare: dict[str, float]
) -> None:
    weighing = Weighing(weighed, rare)
    assert total(by_attributes(own, other, weighing)) == total(by_attributes(other, own, weighing))


@given(subjects(), subjects(), weights, rarity, st.sampled_from(STEMS))
def test_one_more_tag_in_common_never_lowers_the_score(
    own: Subject, other: Subject, weighed: dict[str, int], rare: dict[str, float], tag: str
) -> None:
    def with_tag(subject: Subject) -> Subject:
        known = {**subject.tags, tag: frozenset([tag])}
        return Subject(subject.kind, subject.pk, subject.owner, subject.sectors, known, subject.passages)

    weighing = Weighing(weighed, rare)
    assert total(by_attributes(with_tag(own), with_tag(other), weighing)) >= total(by_attributes(own, other, weighing))


@given(
    subjects(),
    subjects(),
    rarity,
    st.dictionaries(st.tuples(st.sampled_from([TAGS, WORDS]), st.sampled_from(STEMS)), st.floats(0.3, 1)),
)
def test_what_an_organisation_put_aside_never_raises_a_score(
    own: Subject, other: Subject, rare: dict[str, float], leanings: dict[tuple[str, str], float]
) -> None:
    weighed = {SECTOR: 10, TAGS: 40, WORDS: 50}
    plain = by_attributes(own, other, Weighing(weighed, rare))
    assert total(by_attributes(own, other, Weighing(weighed, rare, leanings))) <= total(plain)


def test_nothing_in_common_is_nothing() -> None:
    one = Subject("request", 1, 1, frozenset("a"), {}, (Passage({"насос": 1}),))
    other = Subject("offer", 2, 2, frozenset("b"), {}, (Passage({"кокс": 1}),))
    assert by_attributes(one, other, Weighing({SECTOR: 1, TAGS: 1, WORDS: 1})) == []


def test_the_same_in_all_is_a_hundred_but_for_tags_that_always_leave_room() -> None:
    one = Subject("request", 1, 1, frozenset("a"), {}, (Passage({"насос": 1, "кислот": 2}),))
    parts = by_attributes(one, one, Weighing({SECTOR: 40, WORDS: 60}))
    assert [(part.attribute, part.share) for part in parts] == [(SECTOR, 40), (WORDS, 60)]


def test_a_rare_word_in_common_says_more_than_a_common_one() -> None:
    own = Subject("request", 1, 1, passages=(Passage({"насос": 1, "кислот": 1}),))
    rare = Subject("offer", 2, 2, passages=(Passage({"кислот": 1, "сер": 1}),))
    common = Subject("offer", 3, 3, passages=(Passage({"насос": 1, "сер": 1}),))
    weighing = Weighing({WORDS: 1}, {"насос": 0.2, "кислот": 0.9, "сер": 0.5})
    assert total(by_attributes(own, rare, weighing)) > total(by_attributes(own, common, weighing))


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.floats(0, 33.3), max_size=3))
def test_whole_shares_add_up_to_the_rounded_sum(strengths: dict[str, float]) -> None:
    shares = whole_shares(strengths)
    assert sum(shares.values()) == int(sum(strengths.values()) + 0.5)
    assert all(abs(shares[name] - value) < 1.001 for name, value in strengths.items())


@pytest.mark.parametrize(
    ("one", "other"), [("корроз", "антикоррозионн"), ("насос", "насосн"), ("перекачк", "перекачива")]
)
def test_words_of_one_family_are_kin_and_none_is_closer_than_itself(one: str, other: str) -> None:
    assert 0 < kinship(one, other) == kinship(other, one) < 1


@pytest.mark.parametrize(("one", "other"), [("полиэтил", "полиэфир"), ("насос", "донос"), ("печ", "печат")])
def test_words_that_only_begin_alike_are_not(one: str, other: str) -> None:
    assert kinship(one, other) == 0


def test_words_are_taken_as_people_write_them() -> None:
    assert words_of("Насосы 12Х18Н10Т, ёмкость 40 м³ и т.д.") == ["насосы", "12х18н10т", "емкость"]


def test_a_code_names_one_scorer() -> None:
    registry = Scorers()
    mine = Scorer("mine", "Mine", {"luck": "Luck"}, lambda own, other, weighing: [Part("luck", 7)])
    assert registry.register(mine) is mine
    assert registry.get("mine") is mine
    with pytest.raises(ValueError, match="exists already"):
        registry.register(Scorer("mine", "Other", {}, lambda own, other, weighing: []))
    with pytest.raises(ValueError, match="1 to 40"):
        registry.register(Scorer("x" * 41, "Long", {}, lambda own, other, weighing: []))
    registry.unregister("mine")
    assert registry.get("mine") is None
