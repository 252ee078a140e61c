"""Answers are checked, told in words, and compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.questionnaires.checking import clean_answers, empty_answer, is_empty, storable, unknown_codes
from clusterkit.questionnaires.definitions import (
    ChoiceDefinition,
    QuestionDefinition,
    asked,
    by_code,
    in_all_languages,
    without_limits,
)
from clusterkit.questionnaires.enums import GREATEST, QuestionKind
from clusterkit.questionnaires.wording import Sheet, describe, differences, form_changes

COLOURS = [ChoiceDefinition("red", {"en": "Red", "ru": "Красный"}), ChoiceDefinition("blue", {"en": "Blue"})]


def question(kind: str, code: str = "q", **values: Any) -> QuestionDefinition:
    if kind in ("choice", "choices"):
        values.setdefault("choices", COLOURS)
    return QuestionDefinition(code, kind, {"en": f"What {code}", "ru": f"Что {code}"}, **values)


ALL = [question(kind, f"a_{kind}") for kind in QuestionKind]


@pytest.mark.parametrize(
    ("kind", "given_value", "kept"),
    [
        ("text", "  two\nlines ", "two lines"),
        ("text", None, ""),
        ("long_text", "two\r\nlines\r", "two\nlines"),
        ("email", "a@example.org", "a@example.org"),
        ("email", "", ""),
        ("choice", "red", "red"),
        ("choice", None, ""),
        ("choices", ["blue", "red", "red"], ["red", "blue"]),
        ("choices", "red", ["red"]),
        ("choices", None, []),
        ("number", "1 234,5", 1234.5),
        ("number", 7, 7),
        ("number", 7.0, 7),
        ("number", Decimal("2.500"), 2.5),
        ("number", " ", None),
        ("number", None, None),
        ("date", "2026-09-01", "2026-09-01"),
        ("date", date(2026, 9, 1), "2026-09-01"),
        ("date", " ", ""),
        ("declaration", True, True),
        ("declaration", "on", True),
        ("declaration", "off", False),
        ("declaration", None, False),
    ],
)
def test_what_is_taken(kind: str, given_value: Any, kept: Any) -> None:
    found = clean_answers([question(kind)], {"q": given_value}, partial=True)
    assert (found.values, found.errors, found.is_valid) == ({"q": kept}, {}, True)
    assert type(found.values["q"]) is type(kept)


@pytest.mark.parametrize(
    ("kind", "given_value", "words"),
    [
        ("text", 5, "Write a text"),
        ("text", "a\x00b", "cannot be kept"),
        ("text", "a\ud800b", "cannot be kept"),
        ("text", "x" * 201, "at most 200 characters"),
        ("email", "nobody", "name@example.org"),
        ("choice", "green", "those that are listed"),
        ("choice", ["red"], "those that are listed"),
        ("choices", ["red", "green"], "those that are listed"),
        ("choices", 5, "those that are listed"),
        ("choices", [["red"]], "those that are listed"),
        ("number", "many", "Write a number"),
        ("number", "1.2.3", "Write a number"),
        ("number", True, "Write a number"),
        ("number", float("nan"), "Write a number"),
        ("number", float("inf"), "Write a number"),
        ("number", 10**200, "up to"),
        ("number", "1.2345", "three digits"),
        ("date", "2026-02-30", "year-month-day"),
        ("date", "yesterday", "year-month-day"),
        ("date", 20260901, "year-month-day"),
        ("declaration", "perhaps", "Tick it"),
        ("declaration", 1, "Tick it"),
    ],
)
def test_what_is_refused_is_said_in_words_and_not_lost(kind: str, given_value: Any, words: str) -> None:
    found = clean_answers([question(kind)], {"q": given_value}, partial=True)
    assert not found.values
    assert words in str(found.errors["q"])
    assert "q" in found.typed


def test_limits_of_a_question() -> None:
    short = question("text", max_length=3)
    assert "at most 3" in str(clean_answers([short], {"q": "four"}, partial=True).errors["q"])
    bounded = question("number", min_value=1, max_value=10)
    assert "from 1 on" in str(clean_answers([bounded], {"q": 0}, partial=True).errors["q"])
    assert "up to 10" in str(clean_answers([bounded], {"q": "10.5"}, partial=True).errors["q"])
    assert question("number").bounds == (-GREATEST, GREATEST)


def test_a_draft_may_lack_everything_and_what_is_sent_nothing() -> None:
    questions = [replace(row, is_required=True) for row in ALL]
    assert clean_answers(questions, {}, partial=True).values == {}
    lacking = clean_answers(questions, {}, partial=False).errors
    assert set(lacking) == {row.code for row in ALL}
    assert "Add the document: What a_file." in str(lacking["a_file"])
    assert "Confirm" in str(lacking["a_declaration"])
    assert "Answer “What a_text”." in str(lacking["a_text"])
    assert "a_file" not in clean_answers(questions, {}, partial=False, files={"a_file"}).errors
    optional = clean_answers(ALL, {}, partial=False)
    assert optional.errors == {}
    assert optional.values == {row.code: empty_answer(row) for row in asked(ALL)}


def test_zero_is_an_answer() -> None:
    found = clean_answers([question("number", is_required=True)], {"q": 0}, partial=False)
    assert found.values == {"q": 0}
    assert not is_empty(0)


def test_codes_that_are_not_asked() -> None:
    assert unknown_codes([question("text"), question("file", "f")], {"q": 1, "f": 2, "z": 3}) == ["f", "z"]


def test_what_can_be_kept_of_anything() -> None:
    assert storable(["a\x00", 5, "b"]) == ["a", "b"]
    assert storable(5) == "5"
    assert storable({"a": 1}) == storable(10**5000) == ""


def test_answers_in_words_and_languages() -> None:
    answers = {
        "a_text": "Hello",
        "a_choice": "red",
        "a_choices": ["red", "blue", "gone"],
        "a_number": 1234.5,
        "a_date": "2026-09-01",
        "a_declaration": True,
    }
    said = {row.code: (row.label, row.text) for row in describe(ALL, answers, "ru")}
    assert said["a_text"] == ("Что a_text", "Hello")
    assert said["a_choice"][1] == "Красный"
    assert said["a_choices"][1] == "Красный, Blue, gone"
    assert said["a_number"][1].replace("\xa0", " ") == "1 234,5"
    assert "2026" in said["a_date"][1]
    assert said["a_email"][1] == ""
    assert "a_file" not in said
    plain = {row.code: row.text for row in describe(ALL, {**answers, "a_date": "soon", "a_declaration": None})}
    assert (plain["a_date"], plain["a_declaration"]) == ("soon", "no")


def test_what_differs_question_by_question() -> None:
    old = Sheet(
        [question("text"), question("choice", "c"), question("text", "gone")], {"q": "a", "c": "red", "gone": "x"}
    )
    reworded = replace(question("choice", "c"), choices=[ChoiceDefinition("red", {"en": "Crimson"}), COLOURS[1]])
    new = Sheet([question("number", "n"), question("text"), reworded], {"q": "b", "c": "red", "n": 5})
    found = [(row.code, row.label, row.before, row.after) for row in differences(old, new, "en")]
    assert found == [("n", "What n", "", "5"), ("q", "What q", "a", "b"), ("gone", "What gone", "x", "")]
    assert differences(old, old) == []


def test_what_a_form_asks_otherwise() -> None:
    changes = form_changes(
        [question("text"), question("text", "gone")], [question("text", is_required=True), question("date", "new")]
    )
    assert [[row.code for row in part] for part in (changes.added, changes.removed, changes.changed)] == [
        ["new"],
        ["gone"],
        ["q"],
    ]
    assert changes
    assert not form_changes(ALL, ALL)


def test_definitions_go_into_json_and_back() -> None:
    for row in ALL:
        assert QuestionDefinition.from_json(row.as_json()) == row
    assert by_code([question("text"), question("date")])["q"].kind == "text"
    bare = without_limits(question("text", min_value=1, max_value=2, max_length=3, document_kinds=["letter"]))
    assert (bare.min_value, bare.max_value, bare.max_length, bare.document_kinds) == (None, None, 3, ())


@pytest.mark.parametrize(
    "values",
    [
        {"code": "Bad Code"},
        {"code": "version"},
        {"kind": "riddle"},
        {"label": {}},
        {"kind": "choice"},
        {"choices": COLOURS},
        {"kind": "choice", "choices": [COLOURS[0], COLOURS[0]]},
    ],
)
def test_a_host_is_told_what_cannot_be_asked(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"question|code|label|kind|riddle"):
        QuestionDefinition(**{"code": "q", "kind": "text", "label": {"en": "Q"}, **values})
    with pytest.raises(ValueError, match="no code"):
        ChoiceDefinition("No Code", "x")


def test_a_text_of_a_catalogue_is_kept_in_each_language() -> None:
    from django.utils.translation import gettext_lazy as _

    texts = in_all_languages(_("yes"))
    assert (texts["en"], texts["ru"]) == ("yes", "да")


json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["red", "1e9", "on"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
sheets = st.dictionaries(st.sampled_from([row.code for row in ALL]), json, max_size=len(ALL))


@settings(max_examples=150, deadline=None)
@given(data=json | sheets, partial=st.booleans())
def test_nothing_that_json_can_say_makes_it_crash(data: Any, partial: bool) -> None:
    found = clean_answers(ALL, data, partial=partial)
    assert not set(found.values) & set(found.errors)
    # What was found good is good again, whatever it was, and can be told in words.
    again = clean_answers(ALL, found.values, partial=True)
    assert (again.values, again.errors) == (found.values, {})
    assert all(isinstance(row.text, str) for row in describe(ALL, found.values))
    assert all(isinstance(row.text, str) for row in describe(ALL, data))
    given_answers = data if isinstance(data, dict) else {}
    assert all(isinstance(row.after, str) for row in differences(Sheet(ALL, given_answers), Sheet(ALL, found.values)))
