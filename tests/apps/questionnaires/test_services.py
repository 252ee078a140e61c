"""The office changes a form: drafts, questions, publishing; what was in use is never changed."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.accounts.hooks import PersonalData, personal_data
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import (
    Conflict,
    DomainError,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
    StateConflict,
)
from clusterkit.core.policies import visible_to
from clusterkit.questionnaires import actions
from clusterkit.questionnaires.checking import clean_answers, questions_of
from clusterkit.questionnaires.enums import VersionState
from clusterkit.questionnaires.models import Question, Questionnaire, Version
from clusterkit.questionnaires.policies import QuestionPolicy, VersionPolicy
from clusterkit.questionnaires.purposes import Purpose, purpose_label, purposes
from clusterkit.questionnaires.selectors import current_form, form_of_version, published_version
from clusterkit.questionnaires.services import (
    add_question,
    discard_draft,
    ensure_form,
    move_question,
    publish,
    remove_question,
    start_draft,
    update_question,
)
from clusterkit.questionnaires.wording import describe
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.questionnaires import QuestionFactory, QuestionnaireFactory, VersionFactory
from tests.apps.questionnaires.conftest import CODE
from tests.apps.racing import at_once

TEXT = {"kind": "text", "label": {"en": "One more"}}
CHOICES = [{"code": "", "label": {"en": "A"}}, {"code": "", "label": {"en": ""}}, {"code": "b", "label": {"en": "B"}}]


def codes(version: Version) -> list[str]:
    return [row.code for row in version.questions.all()]


@pytest.mark.django_db
class TestVersions:
    def test_a_form_begins_with_the_questions_of_its_purpose(self, purpose: Purpose) -> None:
        assert [row.code for row in current_form(CODE).questions] == ["why", "colour", "paper"]
        assert (current_form(CODE).version_id, current_form(CODE).number) == (None, 1)
        made = ensure_form(CODE)
        assert (made.number, made.state, codes(made)) == (1, "published", ["why", "colour", "paper"])
        assert ensure_form(CODE) == made
        assert current_form(CODE).version_id == made.pk
        assert current_form(CODE).number == 1
        assert form_of_version(made.pk).questions == list(purpose.default_questions())
        assert str(made.questionnaire) == "A survey"
        assert str(made) == "Version 1"

    def test_an_unknown_purpose_has_no_form(self) -> None:
        with pytest.raises(LookupError, match="nothing"):
            ensure_form("nothing")
        assert purpose_label("nothing") == "nothing"

    def test_a_draft_is_a_copy_and_there_is_one(self, draft: Version, actor: Viewer) -> None:
        assert (draft.number, draft.state, codes(draft)) == (2, "draft", ["why", "colour", "paper"])
        assert start_draft(questionnaire=draft.questionnaire, actor=actor) == draft
        with pytest.raises(IntegrityError), transaction.atomic():
            VersionFactory(questionnaire=draft.questionnaire, number=3)

    def test_only_the_office(self, draft: Version) -> None:
        person = viewer_of(UserFactory())
        with pytest.raises(NotPermitted):
            start_draft(questionnaire=draft.questionnaire, actor=person)
        with pytest.raises(NotVisible):
            publish(version=draft, actor=person)
        with pytest.raises(NotVisible):
            add_question(version=draft, values=TEXT, actor=person)

    def test_a_form_without_its_app(self, form: Questionnaire, actor: Viewer) -> None:
        lone = QuestionnaireFactory(purpose="test.gone")
        with pytest.raises(Conflict, match="not installed"):
            start_draft(questionnaire=lone, actor=actor)

    def test_publishing_retires_the_one_before(self, draft: Version, actor: Viewer) -> None:
        question = add_question(version=draft, values=TEXT, actor=actor)
        done = publish(version=draft, actor=actor)
        assert (done.state, done.published_by_name, done.published_by_id) == ("published", "Olga Office", actor.user_id)
        assert done.tone == "good"
        old = draft.questionnaire.versions.get(number=1)
        assert (old.state, codes(old)) == ("retired", ["why", "colour", "paper"])
        assert published_version(CODE) == done
        row = AuditRow.objects.filter(action=actions.MANAGE.code).latest("pk")
        assert (row.before, row.after) == ({"number": 1}, {"number": 2, "state": "published"})
        with pytest.raises(StateConflict, match="published already"):
            publish(version=draft, actor=actor)
        with pytest.raises(StateConflict):
            update_question(question=question, values={"is_required": False}, actor=actor)

    def test_what_was_looked_at_is_published(self, draft: Version, actor: Viewer) -> None:
        seen = draft.revision
        add_question(version=draft, values=TEXT, actor=actor)
        with pytest.raises(StaleVersion):
            publish(version=draft, actor=actor, expected_revision=seen)
        assert publish(version=draft, actor=actor, expected_revision=seen + 1).state == "published"

    def test_nothing_new_and_nothing_at_all_are_not_published(self, draft: Version, actor: Viewer) -> None:
        with pytest.raises(Conflict, match="Nothing was changed"):
            publish(version=draft, actor=actor)
        for row in draft.questions.all():
            remove_question(question=row, actor=actor)
        with pytest.raises(InvalidInput, match="asks nothing"):
            publish(version=draft, actor=actor)

    def test_changes_are_thrown_away(self, draft: Version, actor: Viewer) -> None:
        remove_question(question=draft.questions.get(code="why"), actor=actor)
        with pytest.raises(StaleVersion):
            discard_draft(version=draft, actor=actor, expected_revision=1)
        discard_draft(version=draft, actor=actor)
        assert [row.number for row in draft.questionnaire.versions.all()] == [1]
        with pytest.raises(NotVisible):
            discard_draft(version=draft, actor=actor)
        assert start_draft(questionnaire=draft.questionnaire, actor=actor).number == 2

    def test_a_version_that_was_in_use_is_not_changed_by_any_way(self, form: Questionnaire) -> None:
        version = form.versions.get()
        question = version.questions.get(code="why")
        for change in (
            version.save,
            version.delete,
            question.save,
            question.delete,
            Question(version=version, code="x", kind="text", label="X").save,
            lambda: version.questions.update(is_required=False),
            lambda: version.questions.all().delete(),
            lambda: Question.objects.bulk_update([question], ["order"]),
        ):
            with pytest.raises(TypeError, match="not changed"):
                change()

    def test_an_erased_person_leaves_no_name(self, draft: Version, office: Any, actor: Viewer) -> None:
        add_question(version=draft, values=TEXT, actor=actor)
        publish(version=draft, actor=actor)
        UserFactory(tier="coordinator")
        sections = [row for row in personal_data.collect(PersonalData(actor)) if row[0].name == "form_versions"]
        assert [row["number"] for row in sections[0][0].rows] == [2]
        erase_person(user_id=office.pk, actor=viewer_of(office))
        assert "Olga" not in Version.objects.get(pk=draft.pk).published_by_name

    def test_a_draft_is_the_offices_alone(self, draft: Version, actor: Viewer) -> None:
        person = viewer_of(UserFactory())
        assert {row.number for row in visible_to(actor, Version.objects.all())} == {1, 2}
        assert {row.number for row in visible_to(person, Version.objects.all())} == {1}
        assert {row.version.number for row in visible_to(person, Question.objects.all())} == {1}
        published = draft.questionnaire.versions.get(number=1)
        assert VersionPolicy().can(person, actions.READ, published)
        assert not VersionPolicy().can(person, actions.READ, draft)
        assert not QuestionPolicy().can(person, actions.READ, draft.questions.get(code="why"))
        assert visible_to(person, Questionnaire.objects.all()).exists()


@pytest.mark.django_db
class TestQuestions:
    def test_one_is_added_at_the_end_with_a_code_of_its_own(self, draft: Version, actor: Viewer) -> None:
        first = add_question(version=draft, values=TEXT, actor=actor)
        second = add_question(
            version=draft, values={"kind": "choices", "label": "Which", "choices": CHOICES}, actor=actor
        )
        assert codes(draft) == ["why", "colour", "paper", first.code, second.code]
        assert first.code != second.code
        assert [(row["code"], row["label"]) for row in second.choices] == [("c1", {"en": "A"}), ("b", {"en": "B"})]
        named = add_question(version=draft, values=TEXT, code="own_code", actor=actor)
        assert (named.code, str(named)) == ("own_code", "One more")
        with pytest.raises(Conflict, match="this code"):
            add_question(version=draft, values=TEXT, code="own_code", actor=actor)
        remove_question(question=first, actor=actor)
        publish(version=draft, actor=actor)

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("kind", {"kind": "riddle"}),
            ("label", {"label": {}}),
            ("label", {"label": {"en": "x" * 301}}),
            ("help", {"help": "x" * 1001}),
            ("choices", {"kind": "choice", "choices": []}),
            ("choices", {"kind": "choice", "choices": [{"code": "A b", "label": "1"}, {"label": "2"}]}),
            ("choices", {"kind": "choice", "choices": [{"code": "a", "label": "1"}, {"code": "a", "label": "2"}]}),
            ("max_value", {"kind": "number", "min_value": 2, "max_value": 1}),
            ("min_value", {"kind": "number", "min_value": -(10**12)}),
            ("max_length", {"max_length": 0}),
            ("max_length", {"max_length": 301}),
            ("document_kinds", {"kind": "file", "document_kinds": ["treaty"]}),
        ],
    )
    def test_what_cannot_be_asked(self, draft: Version, actor: Viewer, field: str, values: dict[str, Any]) -> None:
        with pytest.raises(InvalidInput) as caught:
            add_question(version=draft, values={**TEXT, **values}, actor=actor)
        assert caught.value.field == field

    @pytest.mark.parametrize("code", ["Bad", "1a", "version", "a.b"])
    def test_codes_that_cannot_be(self, draft: Version, actor: Viewer, code: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            add_question(version=draft, values=TEXT, code=code, actor=actor)
        assert caught.value.field == "code"

    def test_a_form_has_an_end(self, draft: Version, actor: Viewer) -> None:
        QuestionFactory.create_batch(97, version=draft)
        with pytest.raises(Conflict, match="at most"):
            add_question(version=draft, values=TEXT, actor=actor)

    def test_one_is_changed_and_its_code_stays(self, draft: Version, actor: Viewer) -> None:
        row = draft.questions.get(code="why")
        done = update_question(
            question=row, values={"label": {"en": "Because?"}, "code": "x"}, expected_revision=1, actor=actor
        )
        assert (done.code, str(done), done.is_required, done.revision) == ("why", "Because?", True, 2)
        same = update_question(question=row, values={"label": {"en": "Because?"}}, actor=actor)
        assert same.revision == 2
        with pytest.raises(StaleVersion):
            update_question(question=row, values={"help": "?"}, expected_revision=1, actor=actor)
        assert form_of_version(draft.questionnaire.versions.get(number=1).pk).questions[0].text("en") == "Why?"

    def test_a_code_is_one_kind_of_answer_for_good(self, draft: Version, actor: Viewer) -> None:
        row = draft.questions.get(code="why")
        with pytest.raises(InvalidInput, match="another way"):
            update_question(question=row, values={"kind": "number"}, actor=actor)
        remove_question(question=row, actor=actor)
        with pytest.raises(InvalidInput, match="another way"):
            add_question(version=draft, values={**TEXT, "kind": "date"}, code="why", actor=actor)
        again = add_question(version=draft, values={**TEXT, "kind": "long_text"}, code="why", actor=actor)
        assert again.max_length == 50
        with pytest.raises(InvalidInput, match="from 1 to 50"):
            update_question(question=again, values={"max_length": 51}, actor=actor)

    def test_they_are_moved(self, draft: Version, actor: Viewer) -> None:
        row = draft.questions.get(code="paper")
        move_question(question=row, by=-1, actor=actor)
        assert codes(draft) == ["why", "paper", "colour"]
        move_question(question=row, by=-5, actor=actor)
        move_question(question=row, by=-1, actor=actor)
        assert codes(draft) == ["paper", "why", "colour"]
        move_question(question=row, by=9, actor=actor)
        assert codes(draft) == ["why", "colour", "paper"]

    def test_one_that_is_gone(self, draft: Version, actor: Viewer) -> None:
        row = draft.questions.get(code="paper")
        remove_question(question=Question.objects.get(pk=row.pk), actor=actor)
        with pytest.raises(NotVisible):
            move_question(question=row, by=1, actor=actor)
        Questionnaire.objects.filter(pk=draft.questionnaire_id).delete()
        with pytest.raises(NotVisible):
            add_question(version=draft, values=TEXT, actor=actor)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("start", "add", "edit", "move", "remove", "publish", "discard", "answer")),
        st.integers(0, 9),
        st.sampled_from(("text", "number", "date", "declaration", "choice")),
    ),
    min_size=3,
    max_size=14,
)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_the_office_does_what_was_answered_reads_the_same(
    purpose: Purpose, actor: Viewer, acts: list[tuple[str, int, str]]
) -> None:
    with transaction.atomic():
        form = ensure_form(CODE).questionnaire
        sent: list[tuple[int, dict[str, Any], list[Any]]] = []
        for name, number, kind in acts:
            with suppress(DomainError), transaction.atomic():
                _act(form, actor, name, number, kind, sent)
            states = list(form.versions.values_list("state", flat=True))
            assert states.count(VersionState.PUBLISHED) == 1
            assert states.count(VersionState.DRAFT) <= 1
            for version_id, answers, said in sent:
                assert describe(form_of_version(version_id).questions, answers, "en") == said
        transaction.set_rollback(True)


def _act(form: Questionnaire, actor: Viewer, name: str, number: int, kind: str, sent: list[Any]) -> None:
    draft = form.versions.drafts().first()
    rows = list(draft.questions.all()) if draft is not None else []
    row = rows[number % len(rows)] if rows else None
    values = {"kind": kind, "label": f"Question {number}", "choices": CHOICES}
    if name == "start":
        start_draft(questionnaire=form, actor=actor)
    elif name == "answer":
        version = published_version(CODE)
        assert version is not None
        given_answers = {question.code: f"{number}" for question in questions_of(version)}
        values = clean_answers(version, given_answers, partial=True).values
        sent.append((version.pk, values, describe(version, values, "en")))
    elif draft is None:
        return
    elif name == "add":
        add_question(version=draft, values=values, actor=actor)
    elif name in ("publish", "discard"):
        (publish if name == "publish" else discard_draft)(version=draft, actor=actor)
    elif row is None:
        return
    elif name == "edit":
        update_question(question=row, values={"label": f"Reworded {number}", "is_required": False}, actor=actor)
    elif name == "move":
        move_question(question=row, by=number - 5, actor=actor)
    else:
        remove_question(question=row, actor=actor)


@pytest.mark.django_db(transaction=True)
def test_four_begin_and_four_publish_at_once(purpose: Purpose) -> None:
    people = [viewer_of(UserFactory(tier="coordinator")) for _number in range(4)]
    made = at_once(*[lambda: ensure_form(CODE) for _person in people])
    assert len({version.pk for version in made}) == 1
    form = made[0].questionnaire
    drafts = at_once(*[lambda person=person: start_draft(questionnaire=form, actor=person) for person in people])
    assert len({version.pk for version in drafts}) == 1
    add_question(version=drafts[0], values=TEXT, actor=people[0])
    results = at_once(*[lambda person=person: publish(version=drafts[0], actor=person) for person in people])
    assert sorted(type(result).__name__ for result in results) == ["StateConflict"] * 3 + ["Version"]
    assert [row.state for row in form.versions.all()] == ["retired", "published"]
    assert (
        AuditRow.objects.filter(action=actions.MANAGE.code, after__contains={"number": 2, "state": "published"}).count()
        == 1
    )


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_forms_would_begin(purpose: Purpose) -> None:
    """The control: the same question asked without the lock answers "none yet" to both."""
    gate = threading.Barrier(2)

    def unlocked() -> Any:
        found = published_version(CODE)
        gate.wait(10)
        return found

    assert at_once(unlocked, unlocked) == [None, None]


def test_a_purpose_is_registered_and_replaced(purpose: Purpose) -> None:
    assert purposes.require(CODE) is purpose
    other = purposes.register(Purpose(code=CODE, label="Other", app="clusterkit_questionnaires", defaults=tuple))
    assert purposes.get(CODE) is other
    assert other.default("why") is None
    with pytest.raises(LookupError):
        purposes.require("test.nothing")
