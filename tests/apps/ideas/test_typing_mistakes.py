"""What counts as a mistyped word, whatever the words are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.ideas.typing_mistakes import (
    SHORTEST,
    asked_forms,
    beginnings,
    distance,
    folded,
    kept_forms,
    other_layouts,
    shortened,
    unlikeness,
)

LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіў"
words = st.text(LETTERS, min_size=1, max_size=14)
letters = st.sampled_from(LETTERS)


@given(words, words)
def test_distance_is_symmetric_and_zero_for_the_same_word_only(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@given(words)
def test_a_shortened_word_is_one_letter_away(word: str) -> None:
    for less in shortened(word):
        assert len(less) == len(word) - 1
        assert distance(word, less) == 1


@given(st.data(), st.text(LETTERS, min_size=SHORTEST, max_size=14))
def test_one_mistake_is_always_found(data: st.DataObject, word: str) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(letters)
    mistyped = data.draw(
        st.sampled_from(
            [
                word[:place] + letter + word[place:],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place + 1 :],
                word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            ]
        )
    )
    assert distance(folded(mistyped), folded(word)) <= 1
    if len(folded(mistyped)) >= SHORTEST:
        assert set(asked_forms(mistyped)) & set(kept_forms(word))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("корозия", "коррозии"),
        ("оборудовние", "оборудованием"),
        ("нефтепродктами", "нефтепродуктов"),
        ("эфективностью", "эффективности"),
    ],
)
def test_a_mistake_in_another_form_of_the_word_is_found(typed: str, meant: str) -> None:
    assert set(asked_forms(typed)) & set(kept_forms(meant))
    assert unlikeness(typed, meant) is not None


@pytest.mark.parametrize(("typed", "other"), [("насос", "навес"), ("вода", "сода"), ("фильтр", "спектр")])
def test_other_words_are_not_taken_for_it(typed: str, other: str) -> None:
    assert (unlikeness(typed, other) is None) == (typed != "вода")


@given(words, words)
def test_what_is_alike_is_near_in_whole_or_without_endings(one: str, other: str) -> None:
    steps = unlikeness(one, other)
    assert (steps is None) or steps[0] <= 2
    assert unlikeness(one, one) == (0, 0)


@given(words)
def test_letters_taken_for_each_other_are_no_mistake(word: str) -> None:
    other = word.translate(str.maketrans("еиу", "ёіў"))
    assert folded(other) == folded(word)
    assert kept_forms(other) == kept_forms(word)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("rjhhjpbz", "коррозия"), ("j,jheljdfybt", "оборудование"), ("'ktrnhjl", "электрод"), ("зщдньук", "polymer")],
)
def test_the_other_keyboard_layout_is_understood(typed: str, meant: str) -> None:
    assert meant in list(other_layouts(typed))


def test_belarusian_letters_have_keys_of_their_own() -> None:
    assert "ўода" not in list(other_layouts("djlf"))
    assert "ніз" in list(other_layouts("ysp"))


@given(st.text(max_size=20))
def test_any_text_has_other_layouts_or_none(text: str) -> None:
    assert all(other != text.lower() for other in other_layouts(text))


def test_belarusian_endings_are_left_out_russian_words_stay() -> None:
    assert beginnings(["лабараторыі", "трубаправодаў", "насосы", "программу", "газе"]) == ["лабаратор", "трубаправод"]
