"""A form with a version in use and a draft, and a form of its own that is edited only."""

from __future__ import annotations

from django.utils import timezone

from clusterkit.questionnaires.enums import QuestionKind, VersionState
from clusterkit.questionnaires.models import Question, Questionnaire, Version
from clusterkit.testing.factories.questionnaires import QuestionFactory, QuestionnaireFactory, VersionFactory
from clusterkit.testing.matrix.world import FIRST, SECOND, THIRD, World


def fill(world: World) -> None:
    """FIRST is in use and asks for a text, SECOND is its draft; THIRD is the draft of another form."""
    form = QuestionnaireFactory(pk=FIRST)
    other = QuestionnaireFactory(pk=SECOND, purpose="matrix.other")
    versions = {
        FIRST: (form, VersionState.PUBLISHED),
        SECOND: (form, VersionState.DRAFT),
        THIRD: (other, VersionState.DRAFT),
    }
    world.put(form, other)
    for key, (of, state) in versions.items():
        published = timezone.now() if state == VersionState.PUBLISHED else None
        version = VersionFactory(pk=key, questionnaire=of, number=key - FIRST + 1, state=state, published_at=published)
        question = QuestionFactory(
            pk=key, version=version, code="motivation", kind=QuestionKind.LONG_TEXT, is_required=False
        )
        world.put(version, question)
    for prefix in ("/forms/{pk}/", "/api/v1/questionnaires/{pk}/"):
        world.route(prefix, Questionnaire)
    for prefix in ("/forms/questions/{pk}/", "/api/v1/questionnaires/questions/{pk}/"):
        world.route(prefix, Question)
    world.route("/forms/{pk}/versions/{number}/", Version, pk="questionnaire_id", number="number")
