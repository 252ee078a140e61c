"""Reads of forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, QuerySet

from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.written_once import WrittenOnce
from clusterkit.questionnaires.checking import questions_of
from clusterkit.questionnaires.definitions import Questions
from clusterkit.questionnaires.models import Question, Questionnaire, Version
from clusterkit.questionnaires.purposes import purposes


@dataclass(frozen=True)
class Form:
    """What is asked. ``version`` is None while the cluster has not looked at its form: then the defaults are asked."""

    version: Version | None
    questions: Questions

    @property
    def version_id(self) -> int | None:
        """The key of the version."""
        return self.version.pk if self.version is not None else None

    @property
    def number(self) -> int:
        """The number of the version; what is asked by default is the first."""
        return self.version.number if self.version is not None else 1


def current_form(purpose: str, subject: str = "") -> Form:
    """What is asked now for *purpose* (and *subject*): the version in use. Two queries; filling in is decided above."""
    version = published_version(purpose, subject)
    if version is None:
        return Form(None, purposes.require(purpose).default_questions())
    return Form(version, questions_of(version))


def published_version(purpose: str, subject: str = "") -> Version | None:
    """The version in use for *purpose* and *subject*, with its questions."""
    # Most events ask nothing, and everybody who registers for one asks here: that answer comes without a query set.
    if not (found := _PUBLISHED.rows(purpose, subject)):
        return None
    return Version.objects.select_related("questionnaire").prefetch_related("questions").get(pk=found[0][0])


def _published(purpose: str, subject: str) -> QuerySet[Any]:
    rows = Version.objects.published().filter(questionnaire__purpose=purpose, questionnaire__subject=subject)
    return rows.values_list("pk")[:1]


_PUBLISHED: Final = WrittenOnce(_published, ("\x01purpose", "\x02purpose"), ("\x01subject", "\x02subject"))


def form_of_version(version_id: int) -> Form:
    """What the version of this key asks. Answers keep their version from being deleted, so it is there."""
    version = Version.objects.prefetch_related("questions").get(pk=version_id)
    return Form(version, questions_of(version))


def visible_forms(viewer: Actor) -> QuerySet[Questionnaire]:
    """The forms of the cluster with the versions that *viewer* may see, and their questions."""
    questions = visible_to(viewer, Question.objects.all())
    versions = visible_to(viewer, Version.objects.prefetch_related(Prefetch("questions", queryset=questions)))
    return visible_to(viewer, Questionnaire.objects.prefetch_related(Prefetch("versions", queryset=versions)))


def visible_questions(viewer: Actor) -> QuerySet[Question]:
    """The questions that *viewer* may see, with their versions and forms."""
    return visible_to(viewer, Question.objects.select_related("version__questionnaire"))
