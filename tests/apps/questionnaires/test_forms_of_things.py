"""Where each thing has a form of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import visible_to
from clusterkit.questionnaires.models import Question, Questionnaire
from clusterkit.questionnaires.purposes import Purpose, purposes
from clusterkit.questionnaires.selectors import current_form
from clusterkit.questionnaires.services import (
    add_question,
    copy_form,
    ensure_form,
    publish,
    remove_question,
    start_draft,
)
from clusterkit.testing.factories.accounts import UserFactory


@pytest.fixture
def of_each_thing() -> Iterator[str]:
    """A purpose under which each thing has a form of its own, without documents."""
    code = "test.thing"
    purposes.register(
        Purpose(
            code=code,
            label="Questions",
            defaults=tuple,
            app="clusterkit_questionnaires",
            subject_label=lambda subject: f"thing {subject}",
            documents=False,
        )
    )
    yield code
    purposes.forget(code)


@pytest.mark.django_db
class TestFormsOfThings:
    def test_each_thing_has_its_own_and_only_the_office_finds_it(self, actor: Viewer, of_each_thing: str) -> None:
        first, second = ensure_form(of_each_thing, "1"), ensure_form(of_each_thing, "2")
        assert first.questionnaire != second.questionnaire
        assert str(first.questionnaire) == "Questions: thing 1"
        draft = start_draft(questionnaire=first.questionnaire, actor=actor)
        add_question(version=draft, values={"kind": "text", "label": {"en": "Why?"}}, actor=actor)
        publish(version=draft, actor=actor)
        assert [row.text("en") for row in current_form(of_each_thing, "1").questions] == ["Why?"]
        assert current_form(of_each_thing, "2").questions == []
        person = viewer_of(UserFactory())
        assert not visible_to(person, Questionnaire.objects.filter(purpose=of_each_thing)).exists()
        assert not visible_to(person, Question.objects.filter(version__questionnaire__subject="1")).exists()

    def test_it_may_ask_nothing_again_and_takes_no_documents(self, actor: Viewer, of_each_thing: str) -> None:
        draft = start_draft(questionnaire=ensure_form(of_each_thing, "1").questionnaire, actor=actor)
        with pytest.raises(InvalidInput):
            add_question(version=draft, values={"kind": "file", "label": {"en": "Papers"}}, actor=actor)
        question = add_question(version=draft, values={"kind": "text", "label": {"en": "Why?"}}, actor=actor)
        form = publish(version=draft, actor=actor).questionnaire
        copied = copy_form(purpose=of_each_thing, subject="1", to="3", actor=actor)
        assert copied is not None
        assert [row.code for row in copied.questions.all()] == [question.code]
        draft = start_draft(questionnaire=form, actor=actor)
        remove_question(question=draft.questions.get(), actor=actor)
        publish(version=draft, actor=actor)
        assert current_form(of_each_thing, "1").questions == []
