"""Answers are checked: one function for pages, API and services."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterkit.questionnaires.definitions import QuestionDefinition, Questions
from clusterkit.questionnaires.enums import LONGEST, TEXT_KINDS, QuestionKind
from clusterkit.questionnaires.models import Version

Problem = str | Promise

TYPED_LIMIT: Final = 2 * LONGEST[QuestionKind.LONG_TEXT]
"""So much is kept of a text that is not valid."""

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")
_TICKED: Final = ("true", "on", "1", "yes")
_NOT_TICKED: Final = ("false", "off", "0", "no")


@dataclass(frozen=True)
class Cleaned:
    """``values`` are the good answers as they are kept, ``errors`` what is wrong, ``typed`` what was given there instead.

    All three are by the codes of the questions. An empty answer is a value, too.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Problem] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors


class _Wrong(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def questions_of(form: Version | Questions) -> Questions:
    """The questions of a version as values, in order; values as they are."""
    if isinstance(form, Version):
        return [row.definition() for row in form.questions.all()]
    return form


def clean_answers(
    form: Version | Questions, data: object, *, partial: bool, files: Collection[str] = frozenset()
) -> Cleaned:
    """Check *data*, answers by the codes of the questions, whatever JSON it is: this never raises.

    With *partial* only what is given is checked, and may be empty: a draft. Else all that is required must be there;
    *files* are the codes of questions for a file that a document answers. Codes that there are not are passed over.
    """
    given: Mapping[Any, Any] = data if isinstance(data, Mapping) else {}
    found = Cleaned()
    for question in questions_of(form):
        code = question.code
        if question.is_file:
            if not partial and question.is_required and code not in files:
                found.errors[code] = required_text(question)
            continue
        if partial and code not in given:
            continue
        value = given.get(code)
        try:
            cleaned = _CLEANERS[QuestionKind(question.kind)](question, value)
            if not partial and question.is_required and is_empty(cleaned):
                raise _Wrong(required_text(question))
        except _Wrong as wrong:
            found.errors[code] = wrong.problem
            found.typed[code] = storable(value)
        else:
            found.values[code] = cleaned
    return found


def unknown_codes(form: Version | Questions, data: Mapping[str, Any]) -> list[str]:
    """The codes in *data* that no question of the form has, or that a document answers."""
    known = {question.code for question in questions_of(form) if not question.is_file}
    return sorted(str(code) for code in data if code not in known)


def required_text(question: QuestionDefinition) -> Problem:
    """What lacks, in words."""
    if question.is_file:
        return _("Add the document: %(question)s.") % {"question": question.text()}
    if question.kind == QuestionKind.DECLARATION:
        return _("Confirm: %(question)s.") % {"question": question.text()}
    return _("Answer “%(question)s”.") % {"question": question.text()}


def is_empty(value: object) -> bool:
    """Whether an answer, as it is kept, says nothing. Zero does say something."""
    return value is None or value is False or value in ("", [])


def storable(value: object) -> Any:
    """What can be kept of an answer that is not valid: its texts, without what the database does not take."""
    if isinstance(value, str):
        return _UNKEEPABLE.sub("", value)[:TYPED_LIMIT]
    if isinstance(value, list | tuple):
        return [storable(item) for item in value[:100] if isinstance(item, str)]
    return storable(str(value)) if isinstance(value, int | float | Decimal) and not _is_huge(value) else ""


def _is_huge(value: object) -> bool:
    return isinstance(value, int) and value.bit_length() > 1000


def _text(question: QuestionDefinition, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Wrong(gettext_lazy("Write a text."))
    if _UNKEEPABLE.search(value):
        raise _Wrong(gettext_lazy("There are characters in it that cannot be kept. Type it anew."))
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if question.kind != QuestionKind.LONG_TEXT:
        text = " ".join(text.split("\n"))
    if len(text) > question.length:
        limit = question.length
        raise _Wrong(
            ngettext("Write at most %(limit)d character.", "Write at most %(limit)d characters.", limit)
            % {"limit": limit}
        )
    return text


def _email(question: QuestionDefinition, value: object) -> str:
    text = _text(question, value)
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise _Wrong(gettext_lazy("Write an e-mail address such as name@example.org.")) from error
    return text


def _choice(question: QuestionDefinition, value: object) -> str:
    if value in (None, ""):
        return ""
    if not isinstance(value, str) or value not in {choice.code for choice in question.choices}:
        raise _Wrong(gettext_lazy("Choose one of those that are listed."))
    return value


def _choices(question: QuestionDefinition, value: object) -> list[str]:
    if value in (None, "", [], ()):
        return []
    given = [value] if isinstance(value, str) else value
    codes = [choice.code for choice in question.choices]
    if not isinstance(given, list | tuple) or not all(isinstance(item, str) and item in codes for item in given):
        raise _Wrong(gettext_lazy("Choose among those that are listed."))
    return [code for code in codes if code in given]


def _number(question: QuestionDefinition, value: object) -> int | float | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    number = _decimal(value)
    low, high = question.bounds
    if number is None:
        raise _Wrong(gettext_lazy("Write a number."))
    if number < low:
        raise _Wrong(_("Write a number from %(low)s on.") % {"low": _shown(low)})
    if number > high:
        raise _Wrong(_("Write a number up to %(high)s.") % {"high": _shown(high)})
    rounded = round(number, 3)
    if rounded != number:
        raise _Wrong(gettext_lazy("Write at most three digits behind the point."))
    return int(rounded) if rounded == int(rounded) else float(rounded)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    text = value
    if isinstance(value, str):
        text = re.sub(r"\s", "", value).replace(",", ".")
        if not re.fullmatch(r"[+-]?[0-9.]{1,30}", text, re.ASCII):
            return None
    elif isinstance(value, float):
        text = repr(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _shown(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def _date(question: QuestionDefinition, value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip()).isoformat()
        except ValueError:
            pass
    raise _Wrong(gettext_lazy("Write a day as year-month-day, such as 2026-09-01."))


def _declaration(question: QuestionDefinition, value: object) -> bool:
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in (*_TICKED, *_NOT_TICKED):
        raise _Wrong(gettext_lazy("Tick it or leave it."))
    return word in _TICKED


_CLEANERS: Final[Mapping[QuestionKind, Callable[[QuestionDefinition, object], Any]]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.EMAIL: _email,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.DECLARATION: _declaration,
}


def empty_answer(question: QuestionDefinition) -> Any:
    """How no answer is kept: as the text, the list or the tick that it would be."""
    if question.kind in TEXT_KINDS:
        return ""
    return _CLEANERS[QuestionKind(question.kind)](question, None)
