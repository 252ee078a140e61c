"""Forms of a cluster with their versions and questions."""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone

from clusterkit.questionnaires.enums import QuestionKind, VersionState
from clusterkit.questionnaires.models import Question, Questionnaire, Version


class QuestionnaireFactory(factory.django.DjangoModelFactory):
    """The form of an application for membership; another ``purpose`` makes another one."""

    class Meta:
        model = Questionnaire
        django_get_or_create = ("purpose", "subject")

    purpose = "membership.application"
    subject = ""


class VersionFactory(factory.django.DjangoModelFactory):
    """A draft. Give ``state=VersionState.PUBLISHED`` for one in use; questions are added to it all the same."""

    class Meta:
        model = Version

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    number = factory.LazyAttribute(lambda row: row.questionnaire.versions.count() + 1)
    state = VersionState.DRAFT
    published_at = factory.LazyAttribute(lambda row: None if row.state == VersionState.DRAFT else timezone.now())


class QuestionFactory(factory.django.DjangoModelFactory):
    """A line of text that has to be answered, last in its version."""

    class Meta:
        model = Question

    @classmethod
    def _create(cls, model_class: type[Question], *args: Any, **kwargs: Any) -> Question:
        # Past ``save``, which adds nothing to a version that is in use.
        return Question.objects.bulk_create([Question(**kwargs)])[0]

    version = factory.SubFactory(VersionFactory)
    code = factory.Sequence(lambda number: f"q{number}")
    kind = QuestionKind.TEXT
    label = factory.LazyAttribute(lambda row: {"en": f"Question {row.code}", "ru": f"Вопрос {row.code}"})
    is_required = True
    order = factory.LazyAttribute(lambda row: row.version.questions.count() + 1)
