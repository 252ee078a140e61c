"""The office edits a form on its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clusterkit.access.viewer import Viewer
from clusterkit.questionnaires.models import Question, Questionnaire, Version
from clusterkit.questionnaires.purposes import Open, Purpose
from clusterkit.questionnaires.services import ensure_form, publish, remove_question, update_question
from clusterkit.questionnaires.views.forms import consequences
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.questionnaires import QuestionFactory
from tests.apps.questionnaires.conftest import CODE, asked

Clients = Callable[..., Client]


def url(name: str, pk: int | None = None, **kwargs: Any) -> str:
    return reverse(f"clusterkit_questionnaires:{name}", kwargs={"pk": pk, **kwargs} if pk is not None else kwargs)


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content.replace("\xa0", " ")


def texts(name: str, **values: str) -> dict[str, str]:
    """A text in languages as a browser sends it: one input for each, English first here."""
    from clusterkit.core.translated import content_languages

    return {f"{name}_{code}": values.get(code, "") for code, _label in content_languages()}


def test_the_office_finds_its_forms_and_opens_one(client_for: Clients, office: Any, purpose: Purpose) -> None:
    client = client_for(office)
    page = text(client.get(url("forms")))
    assert "A survey" in page
    assert "what every cluster begins with" in page
    assert url("forms") in text(client.get(reverse("clusterkit_directory:list")))
    response = client.post(url("begin"), {"purpose": CODE})
    form = Questionnaire.objects.get(purpose=CODE)
    assert response["Location"] == form.get_absolute_url()
    assert "Version 1" in text(client.get(url("forms")))
    assert client.post(url("begin"), {"purpose": "nothing"}).status_code == 404


def test_others_do_not(client_for: Clients, form: Questionnaire, draft: Version) -> None:
    person = client_for(UserFactory())
    question = draft.questions.get(code="why")
    for path in (url("forms"), url("form", form.pk), url("publish", form.pk), url("question", question.pk)):
        assert person.get(path).status_code == 403
    assert person.post(url("begin"), {"purpose": CODE}).status_code == 403
    assert url("forms") not in text(person.get(reverse("clusterkit_directory:list")))


def test_a_form_is_changed_from_beginning_to_end(client_for: Clients, office: Any, form: Questionnaire) -> None:
    client = client_for(office)
    page = text(client.get(url("form", form.pk)))
    assert "Why?" in page
    assert "Something of the host" in page
    assert "Add a question" not in page
    assert "work on a copy" in text(client.get(url("change", form.pk)))
    client.post(url("change", form.pk))
    assert "Nothing is changed yet" in text(client.get(url("form", form.pk)))

    kinds = text(client.get(url("question_new", form.pk)))
    assert 'value="number"' in kinds
    assert "Select a valid choice" in text(client.get(url("question_new", form.pk), {"kind": "riddle"}))
    new = f"{url('question_new', form.pk)}?kind=number"
    assert "Smallest number" in text(client.get(new))
    wrong = client.post(new, {**texts("label", en="How many?"), "min_value": 5, "max_value": 1})
    assert wrong.status_code == 422
    assert "How many?" in text(wrong)
    sent = client.post(new, {**texts("label", en="How many?", ru="Сколько?"), "min_value": 1, "is_required": "on"})
    assert sent["Location"] == form.get_absolute_url()

    page = text(client.get(url("form", form.pk)))
    assert "How many?" in page
    assert page.count(">new<") == 1
    row = Question.objects.get(version__questionnaire=form, kind="number")
    assert (row.min_value, row.is_required, row.label) == (1, True, {"en": "How many?", "ru": "Сколько?"})
    assert client.post(url("question_up", row.pk))["Location"] == f"{form.get_absolute_url()}#{row.code}"
    client.post(url("question_up", row.pk))
    client.post(url("question_down", row.pk))
    assert "Move this question up?" in text(client.get(url("question_up", row.pk)))
    draft = form.versions.drafts().get()
    assert [item.code for item in draft.questions.all()] == ["why", "colour", row.code, "paper"]
    paper = draft.questions.get(code="paper")
    assert "Take this question out?" in text(client.get(url("question_remove", paper.pk)))
    assert client.post(url("question_remove", paper.pk))["Location"] == form.get_absolute_url()
    assert "Taken out:" in text(client.get(url("form", form.pk)))

    preview = text(client.get(url("version", form.pk, number=2)))
    assert "How many?" in preview
    assert "Something of the host" in preview
    assert client.get(url("version", form.pk, number=9)).status_code == 404
    asking = text(client.get(url("publish", form.pk)))
    assert "2 that are being filled in move on to it" in asking
    assert "1 that was sent stays" in asking
    revision = form.versions.drafts().get().revision
    assert client.post(url("publish", form.pk), {"revision": revision - 1}).status_code == 409
    assert client.post(url("publish", form.pk), {"revision": revision}).status_code == 302
    assert form.versions.published().get().number == 2
    page = text(client.get(url("form", form.pk)))
    assert "Version 1" in page
    assert client.get(url("publish", form.pk)).status_code == 404
    assert client.get(url("question_new", form.pk)).status_code == 404
    assert client.get(f"{url('question_new', form.pk)}?kind=text").status_code == 404
    assert "A paper" in text(client.get(url("version", form.pk, number=1)))


def test_choices_are_written_line_by_line(client_for: Clients, office: Any, draft: Version) -> None:
    client = client_for(office)
    new = f"{url('question_new', draft.questionnaire_id)}?kind=choice"
    none = client.post(new, texts("label", en="Which?"))
    assert none.status_code == 422
    assert "2 to 50" in text(none)
    data = {**texts("label", en="Which?"), **texts("choice_1", en="A"), **texts("choice_3", en="B", ru="Б")}
    sent = client.post(new, {**data, "action": "more"})
    row = Question.objects.get(version=draft, order=4)
    assert sent["Location"] == url("question", row.pk)
    assert [choice["code"] for choice in row.choices] == ["c1", "c2"]
    page = text(client.get(url("question", row.pk)))
    assert "choice_6_en" in page
    data = {**texts("label", en="Which?"), **texts("choice_2", en="Bee"), **texts("choice_4", en="C"), "revision": "1"}
    assert client.post(url("question", row.pk), data)["Location"].endswith(f"#{row.code}")
    row.refresh_from_db()
    assert [(choice["code"], choice["label"]["en"]) for choice in row.choices] == [("c2", "Bee"), ("c1", "C")]
    stale = client.post(url("question", row.pk), data)
    assert stale.status_code == 409
    assert "Bee" in text(stale)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("file", "Documents of these kinds are enough"),
        ("declaration", "It has to be ticked"),
        ("text", "Most characters"),
        ("date", "It has to be answered"),
        ("email", "It has to be answered"),
    ],
)
def test_each_kind_has_what_it_needs(client_for: Clients, office: Any, draft: Version, kind: str, words: str) -> None:
    client = client_for(office)
    new = f"{url('question_new', draft.questionnaire_id)}?kind={kind}"
    assert words in text(client.get(new))
    assert client.post(new, {**texts("label", en="It"), "document_kinds": ["charter"]}).status_code == 302
    row = Question.objects.get(version=draft, order=4)
    assert (row.kind, row.document_kinds) == (kind, ["charter"] if kind == "file" else [])


def test_changes_are_thrown_away(client_for: Clients, office: Any, draft: Version) -> None:
    client = client_for(office)
    path = url("discard", draft.questionnaire_id)
    assert "What you changed since is lost" in text(client.get(path))
    assert client.post(path, {"revision": draft.revision}).status_code == 302
    assert not Version.objects.filter(pk=draft.pk).exists()
    assert client.get(path).status_code == 404


def test_another_order_is_a_change(client_for: Clients, office: Any, draft: Version) -> None:
    client = client_for(office)
    client.post(url("question_down", draft.questions.get(code="why").pk))
    assert "Nothing is changed yet" not in text(client.get(url("form", draft.questionnaire_id)))


def test_a_question_in_use_is_not_edited(client_for: Clients, office: Any, form: Questionnaire) -> None:
    client = client_for(office)
    row = Question.objects.filter(version__questionnaire=form).first()
    assert row is not None
    assert client.post(url("question", row.pk), texts("label", en="New words")).status_code == 409
    assert client.post(url("question_up", row.pk)).status_code == 409


def test_a_form_whose_app_is_gone_is_shown_still(
    client_for: Clients, office: Any, draft: Version, actor: Viewer
) -> None:
    from clusterkit.questionnaires.purposes import purposes

    kept = purposes.require(CODE)
    purposes.forget(CODE)
    client = client_for(office)
    for path in (
        url("form", draft.questionnaire_id),
        url("version", draft.questionnaire_id, number=2),
        url("publish", draft.questionnaire_id),
        url("question", draft.questions.get(code="why").pk),
        f"{url('question_new', draft.questionnaire_id)}?kind=file",
    ):
        assert client.get(path).status_code == 200
    purposes.register(kept)


def test_what_publishing_means_is_said() -> None:
    assert "Nobody is filling it in now." in " ".join(consequences(Open()))
    assert "1 that is being filled in moves on" in " ".join(consequences(Open(drafts=1)))


def test_the_pages_ask_the_database_no_more_for_more_questions(
    client_for: Clients, office: Any, draft: Version, quiet_hosts: None, django_assert_max_num_queries: Any
) -> None:
    client = client_for(office)
    paths = [url("form", draft.questionnaire_id), url("version", draft.questionnaire_id, number=2), url("forms")]
    for path in paths:
        client.get(path)
    counts = []
    for path in paths:
        with django_assert_max_num_queries(60) as captured:
            client.get(path)
        counts.append(asked(captured))
    QuestionFactory.create_batch(2, version=draft)
    for path, before in zip(paths, counts, strict=True):
        with django_assert_max_num_queries(60) as captured:
            client.get(path)
        assert asked(captured) == before


def test_a_draft_that_is_changed_beside_is_told(
    client_for: Clients, office: Any, draft: Version, actor: Viewer
) -> None:
    row = draft.questions.get(code="colour")
    update_question(question=row, values={"is_required": True}, actor=actor)
    remove_question(question=draft.questions.get(code="why"), actor=actor)
    page = text(client_for(office).get(url("form", draft.questionnaire_id)))
    assert page.count(">changed<") == 1
    publish(version=draft, actor=actor)
    assert ensure_form(CODE).number == 2
