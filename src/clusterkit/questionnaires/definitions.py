"""Questions as values: what forms, checks and frozen answers work with, wherever a question comes from.

A row of a version, a default of a purpose and a question that a host adds in code all become a
:class:`QuestionDefinition`. It goes into JSON and back without loss, so that what was sent can be read for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from clusterkit.core.translated import Translated, as_translated
from clusterkit.questionnaires.enums import (
    CHOICE_KINDS,
    GREATEST,
    LONGEST,
    TEXT_KINDS,
    USUAL_LENGTH,
    QuestionKind,
)

CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""The code of a question of the cluster, and of a choice."""

HOST_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,29}\.[a-z][a-z0-9_]{0,29}")
"""The code of a question that a host adds: the app, a dot, a name. So it never meets one of the cluster."""

RESERVED: Final = frozenset({"version", "form", "action", "next", "csrfmiddlewaretoken"})
"""Fields of the pages themselves."""

Texts = str | Promise | Mapping[str, str]


def in_all_languages(texts: Texts) -> Translated:
    """*texts* by language: a mapping as it is, a text of a catalogue in each language of the site."""
    if not isinstance(texts, Promise):
        return as_translated(texts)
    found = Translated()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code.split("-")[0]] = str(texts)
    return found


@dataclass(frozen=True)
class ChoiceDefinition:
    """One of the things to choose from. Answers keep its ``code``."""

    code: str
    label: Texts

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", in_all_languages(self.label))
        if not CODE.fullmatch(self.code):
            raise ValueError(f"A choice has no code {self.code!r}: small Latin letters, digits and _")

    def text(self, language: str | None) -> str:
        """The label in *language*."""
        return as_translated(self.label).get_text(language)


@dataclass(frozen=True)
class QuestionDefinition:
    """A question. ``label`` and ``help`` are texts by language, or one text of a catalogue.

    ``min_value`` and ``max_value`` bound numbers, ``max_length`` texts. ``document_kinds`` are codes of kinds of
    documents that answer a question for a file; with none it is a kind of its own. A declaration must be ticked where
    it is required. Raises ``ValueError`` for what cannot be asked.
    """

    code: str
    kind: str
    label: Texts
    help: Texts = ""
    is_required: bool = False
    choices: Sequence[ChoiceDefinition] = ()
    min_value: int | None = None
    max_value: int | None = None
    max_length: int | None = None
    document_kinds: Sequence[str] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", QuestionKind(self.kind).value)
        for name in ("label", "help"):
            object.__setattr__(self, name, in_all_languages(getattr(self, name)))
        for name in ("choices", "document_kinds"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if not (CODE.fullmatch(self.code) or HOST_CODE.fullmatch(self.code)) or self.code in RESERVED:
            raise ValueError(f"A question has no code {self.code!r}: small Latin letters, digits and _")
        if not self.label:
            raise ValueError(f"The question {self.code!r} has no label")
        codes = [choice.code for choice in self.choices]
        if len(codes) != len(set(codes)) or bool(codes) != (self.kind in CHOICE_KINDS):
            raise ValueError(f"The question {self.code!r} needs choices, each with a code of its own, or none at all")

    def text(self, language: str | None = None) -> str:
        """The label in *language*."""
        return as_translated(self.label).get_text(language)

    def help_text(self, language: str | None = None) -> str:
        """What stands below the label, in *language*."""
        return as_translated(self.help).get_text(language)

    @property
    def is_file(self) -> bool:
        """Whether a document answers it."""
        return self.kind == QuestionKind.FILE

    @property
    def length(self) -> int:
        """The most characters of a text."""
        kind = QuestionKind(self.kind)
        return min(self.max_length or USUAL_LENGTH.get(kind, 0), LONGEST.get(kind, 0))

    @property
    def bounds(self) -> tuple[int, int]:
        """The smallest and the greatest number."""
        low = -GREATEST if self.min_value is None else self.min_value
        return max(low, -GREATEST), min(GREATEST if self.max_value is None else self.max_value, GREATEST)

    def is_answered_by(self, *, question: str, kind: str) -> bool:
        """Whether a document answers it that was added for *question*, or is of this *kind*."""
        return self.is_file and (question == self.code or kind in self.document_kinds)

    def as_json(self) -> dict[str, Any]:
        """All of it, for a column of JSON."""
        return {
            "code": self.code,
            "kind": self.kind,
            "label": dict(as_translated(self.label)),
            "help": dict(as_translated(self.help)),
            "is_required": self.is_required,
            "choices": [{"code": row.code, "label": dict(as_translated(row.label))} for row in self.choices],
            "min_value": self.min_value,
            "max_value": self.max_value,
            "max_length": self.max_length,
            "document_kinds": list(self.document_kinds),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> QuestionDefinition:
        """What :meth:`as_json` gave."""
        choices = [ChoiceDefinition(row["code"], row["label"]) for row in data.get("choices", ())]
        return cls(**{**data, "choices": choices})


Questions = Sequence[QuestionDefinition]


def asked(questions: Questions) -> list[QuestionDefinition]:
    """Those that are answered in the form itself, not by a document."""
    return [question for question in questions if not question.is_file]


def by_code(questions: Iterable[QuestionDefinition]) -> dict[str, QuestionDefinition]:
    """The same by their codes; the first one counts where two have one code."""
    found: dict[str, QuestionDefinition] = {}
    for question in questions:
        found.setdefault(question.code, question)
    return found


def has_text_limit(kind: str) -> bool:
    """Whether a question of this kind is bounded in characters."""
    return kind in TEXT_KINDS


def without_limits(question: QuestionDefinition) -> QuestionDefinition:
    """The same question without the limits that its kind does not have."""
    changed: dict[str, Any] = {}
    if question.kind != QuestionKind.NUMBER:
        changed.update(min_value=None, max_value=None)
    if not has_text_limit(question.kind):
        changed.update(max_length=None)
    if not question.is_file:
        changed.update(document_kinds=())
    return replace(question, **changed)
