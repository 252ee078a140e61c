"""Answers in words, and what differs between two sets of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from clusterkit.questionnaires.checking import is_empty, questions_of
from clusterkit.questionnaires.definitions import QuestionDefinition, Questions, asked, by_code
from clusterkit.questionnaires.enums import QuestionKind
from clusterkit.questionnaires.models import Version


@dataclass(frozen=True)
class Described:
    """An answer in words, under the label that its question had."""

    code: str
    label: str
    text: str
    kind: str


@dataclass(frozen=True)
class Sheet:
    """Questions with the answers that were given to them."""

    questions: Questions
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """What one question was answered with before and after. A question that was not asked has an empty answer."""

    code: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class FormChanges:
    """What a form asks anew, no more, and otherwise than before."""

    added: list[QuestionDefinition]
    removed: list[QuestionDefinition]
    changed: list[QuestionDefinition]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def describe(form: Version | Questions, answers: object, language: str | None = None) -> list[Described]:
    """Each question with its answer in words, in *language* or the one in force. Takes any JSON for *answers*."""
    given: Mapping[str, Any] = answers if isinstance(answers, Mapping) else {}
    with _in(language):
        return [
            Described(row.code, row.text(language), answer_text(row, given.get(row.code), language), row.kind)
            for row in asked(questions_of(form))
        ]


def answer_text(question: QuestionDefinition, value: object, language: str | None = None) -> str:
    """One answer in words; empty where none was given. A choice that there is no more is told by its code."""
    kind = question.kind
    if kind == QuestionKind.DECLARATION or isinstance(value, bool):
        return _("yes") if value is True else _("no")
    if is_empty(value):
        return ""
    if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        labels = {choice.code: choice.text(language) for choice in question.choices}
        codes = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(code), str(code)) for code in codes)
    if kind == QuestionKind.NUMBER and isinstance(value, int | float):
        return number_format(value, use_l10n=True, force_grouping=True)
    if kind == QuestionKind.DATE and isinstance(value, str):
        try:
            return date_format(date.fromisoformat(value))
        except ValueError:
            return value
    return str(value)


def differences(old: Sheet, new: Sheet, language: str | None = None) -> list[Difference]:
    """What was answered otherwise, question by question: those of *new* in order, then those that it does not ask."""
    before, after = by_code(asked(old.questions)), by_code(asked(new.questions))
    found = []
    with _in(language):
        for code, question in {**after, **{code: row for code, row in before.items() if code not in after}}.items():
            was = _said(before.get(code), old.answers, language)
            now = _said(after.get(code), new.answers, language)
            same = old.answers.get(code) == new.answers.get(code) and code in before and code in after
            if was != now and not same:
                found.append(Difference(code, question.text(language), was, now))
    return found


def form_changes(old: Version | Questions, new: Version | Questions) -> FormChanges:
    """What *new* asks otherwise than *old*."""
    before, after = by_code(questions_of(old)), by_code(questions_of(new))
    return FormChanges(
        added=[row for code, row in after.items() if code not in before],
        removed=[row for code, row in before.items() if code not in after],
        changed=[row for code, row in after.items() if code in before and before[code] != row],
    )


def _said(question: QuestionDefinition | None, answers: Mapping[str, Any], language: str | None) -> str:
    if question is None or question.code not in answers:
        return ""
    return answer_text(question, answers[question.code], language)


def _in(language: str | None) -> AbstractContextManager[Any]:
    return override(language) if language is not None else nullcontext()
