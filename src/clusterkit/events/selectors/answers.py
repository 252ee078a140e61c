"""The questions of an event, and the answers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clusterkit.events.models import Event, Registration
from clusterkit.events.questions import PURPOSE
from clusterkit.questionnaires.checking import questions_of
from clusterkit.questionnaires.definitions import QuestionDefinition, Questions, by_code
from clusterkit.questionnaires.models import Version
from clusterkit.questionnaires.selectors import published_version
from clusterkit.questionnaires.wording import Described, answer_text, describe


@dataclass(frozen=True)
class Asked:
    """What an event asks now. ``version`` None: nothing."""

    version: Version | None

    @property
    def questions(self) -> Questions:
        """The questions in their order."""
        return questions_of(self.version) if self.version is not None else ()


def asked_form(event: Event) -> Asked:
    """What is asked now. One statement where that is nothing, two with questions."""
    version = published_version(PURPOSE, str(event.pk))
    return Asked(version if version is not None and version.questions.all() else None)


def questions_asked_of(row: Registration) -> Questions:
    """What was asked when this person registered; nothing of guests."""
    return questions_of(row.form_version) if row.form_version is not None and row.host_id is None else ()


@dataclass(frozen=True)
class AnswerColumns:
    """The questions of all versions that somebody answered, the newest words of each; for tables."""

    questions: Mapping[str, QuestionDefinition]
    versions: Mapping[int, Questions]

    @property
    def names(self) -> list[str]:
        """The heads of the columns."""
        return [question.text() for question in self.questions.values()]

    def cells(self, row: Registration) -> list[str]:
        """The answers of *row*, empty where it was not asked."""
        own = by_code(self.versions.get(row.form_version_id or 0, ()))
        given = row.answers if isinstance(row.answers, dict) else {}
        return [answer_text(own[code], given.get(code)) if code in own else "" for code in self.questions]


def answer_columns(rows: Iterable[Registration]) -> AnswerColumns:
    """The columns for these registrations; two statements, however many there are."""
    wanted = {row.form_version_id for row in rows if row.form_version_id is not None}
    found: Iterable[Version] = ()
    if wanted:
        found = Version.objects.filter(pk__in=wanted).prefetch_related("questions").order_by("-number")
    versions = {version.pk: questions_of(version) for version in found}
    return AnswerColumns(by_code(question for asked in versions.values() for question in asked), versions)


def answers_in_words(columns: AnswerColumns, row: Registration) -> list[Described]:
    """What one person answered, question by question; nothing where he was asked nothing."""
    asked = columns.versions.get(row.form_version_id or 0, ())
    return [item for item in describe(asked, row.answers) if item.text]
