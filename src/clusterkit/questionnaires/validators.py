"""What a question may be: one check for pages and API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.translated import Translated, as_translated
from clusterkit.questionnaires.definitions import (
    CODE,
    RESERVED,
    ChoiceDefinition,
    QuestionDefinition,
    has_text_limit,
    without_limits,
)
from clusterkit.questionnaires.enums import CHOICE_KINDS, GREATEST, LONGEST, QuestionKind

MOST_QUESTIONS: Final = 100
MOST_CHOICES: Final = 50
LABEL_LIMIT: Final = 300
HELP_LIMIT: Final = 1000
CHOICE_LIMIT: Final = 200

FIELDS: Final = (
    "kind",
    "label",
    "help",
    "is_required",
    "choices",
    "min_value",
    "max_value",
    "max_length",
    "document_kinds",
)


def checked_question(code: str, values: Mapping[str, Any], *, document_kinds: Iterable[str]) -> QuestionDefinition:
    """The question that *values* (by :data:`FIELDS`) describe. Raises ``InvalidInput`` with the field to look at."""
    if not CODE.fullmatch(code) or code in RESERVED:
        raise InvalidInput(_("A code begins with a small Latin letter; letters, digits and _ follow."), field="code")
    kind = str(values.get("kind", ""))
    if kind not in QuestionKind:
        raise InvalidInput(_("Choose what is answered."), field="kind")
    label = _texts(values.get("label"), "label", LABEL_LIMIT)
    if not label:
        raise InvalidInput(_("Write the question."), field="label")
    low, high = _bound(values, "min_value"), _bound(values, "max_value")
    if kind == QuestionKind.NUMBER and low is not None and high is not None and low > high:
        raise InvalidInput(_("The greatest number is below the smallest one."), field="max_value")
    return without_limits(
        QuestionDefinition(
            code=code,
            kind=kind,
            label=label,
            help=_texts(values.get("help"), "help", HELP_LIMIT),
            is_required=bool(values.get("is_required", True)),
            choices=_choices(values.get("choices") or ()) if kind in CHOICE_KINDS else (),
            min_value=low,
            max_value=high,
            max_length=_length(kind, values.get("max_length")),
            document_kinds=_kinds(values.get("document_kinds") or (), set(document_kinds)),
        )
    )


def _texts(value: Any, field: str, limit: int) -> Translated:
    texts = as_translated({code: text.strip() for code, text in as_translated(value).items()})
    if any(len(text) > limit for text in texts.values()):
        raise InvalidInput(_("Write at most %(limit)d characters.") % {"limit": limit}, field=field)
    return texts


def _bound(values: Mapping[str, Any], field: str) -> int | None:
    value: int | None = values.get(field)
    if value is not None and abs(value) > GREATEST:
        raise InvalidInput(_("This number is too great."), field=field)
    return value


def _length(kind: str, value: int | None) -> int | None:
    if value is None or not has_text_limit(kind):
        return None
    limit = LONGEST[QuestionKind(kind)]
    if not 1 <= value <= limit:
        raise InvalidInput(_("Write a number from 1 to %(limit)d.") % {"limit": limit}, field="max_length")
    return value


def _choices(rows: Iterable[Mapping[str, Any]]) -> list[ChoiceDefinition]:
    found: dict[str, Translated] = {}
    taken = {str(row.get("code") or "") for row in rows}
    for row in rows:
        label = _texts(row.get("label"), "choices", CHOICE_LIMIT)
        code = str(row.get("code") or "") or _free_code("c", {*taken, *found})
        if not label:
            continue
        if not CODE.fullmatch(code) or code in found:
            raise InvalidInput(_("Each choice needs a code of its own, in small Latin letters."), field="choices")
        found[code] = label
    if not 2 <= len(found) <= MOST_CHOICES:
        raise InvalidInput(_("Give 2 to %(most)d things to choose from.") % {"most": MOST_CHOICES}, field="choices")
    return [ChoiceDefinition(code, label) for code, label in found.items()]


def _kinds(wanted: Iterable[str], known: set[str]) -> list[str]:
    kinds = [str(kind) for kind in wanted]
    if not set(kinds) <= known:
        raise InvalidInput(_("Choose kinds of documents that are listed."), field="document_kinds")
    return list(dict.fromkeys(kinds))


def _free_code(letter: str, taken: Iterable[str]) -> str:
    known = set(taken)
    number = 1
    while f"{letter}{number}" in known:
        number += 1
    return f"{letter}{number}"


def free_question_code(taken: Iterable[str]) -> str:
    """A code that no question of the form has or had."""
    return _free_code("q", taken)
