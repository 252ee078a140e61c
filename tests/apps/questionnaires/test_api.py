"""Forms over the API: the same rules as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clusterkit.questionnaires.models import Question, Questionnaire, Version
from clusterkit.questionnaires.purposes import Purpose
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.questionnaires import QuestionFactory
from tests.apps.questionnaires.conftest import CODE, asked

Clients = Callable[..., Client]
ROOT = "/api/v1/questionnaires/"
JSON = "application/json"


def test_the_whole_way(client_for: Clients, office: Any, purpose: Purpose) -> None:
    client = client_for(office)
    form = client.post(ROOT, {"purpose": CODE}, content_type=JSON).json()
    assert (form["label"], [row["number"] for row in form["versions"]]) == ("A survey", [1])
    assert client.post(ROOT, {"purpose": "nothing"}, content_type=JSON).status_code == 400
    path = f"{ROOT}{form['id']}/"
    assert client.post(f"{path}publish/").status_code == 404
    assert [row["state"] for row in client.post(f"{path}draft/").json()["versions"]] == ["published", "draft"]
    values = {"kind": "choice", "label": {"en": "Size?"}, "choices": [{"label": {"en": "S"}}, {"label": {"en": "L"}}]}
    made = client.post(f"{path}questions/", values, content_type=JSON)
    assert (made.status_code, [row["code"] for row in made.json()["choices"]]) == (201, ["c1", "c2"])
    one = f"{ROOT}questions/{made.json()['id']}/"
    assert client.post(f"{one}move/", {"by": -3}, content_type=JSON).status_code == 200
    changed = client.patch(one, {"label": {"en": "Which size?"}, "revision": 1}, content_type=JSON).json()
    assert (changed["label"], changed["is_required"], changed["revision"]) == ({"en": "Which size?"}, True, 2)
    assert client.patch(one, {"help": "?", "revision": 1}, content_type=JSON).status_code == 409
    paper = next(row for row in client.get(f"{ROOT}questions/").json()["results"] if row["code"] == "paper")
    draft = client.get(path).json()["versions"][1]
    assert [row["code"] for row in draft["questions"]] == [made.json()["code"], "why", "colour", "paper"]
    assert client.delete(f"{ROOT}questions/{draft['questions'][3]['id']}/").status_code == 204
    assert client.get(f"{ROOT}questions/{paper['id']}/").status_code in (200, 404)
    stale = client.post(f"{path}publish/", {"revision": 1}, content_type=JSON)
    assert stale.status_code == 409
    done = client.post(f"{path}publish/").json()
    assert [row["state"] for row in done["versions"]] == ["retired", "published"]
    client.post(f"{path}draft/")
    assert len(client.post(f"{path}discard/").json()["versions"]) == 2
    assert client.delete(one).status_code == 409


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "riddle", "label": "x"}, "kind"),
        ({"kind": "text", "label": {"en": ""}}, "label"),
        ({"kind": "choice", "label": "x", "choices": [{"label": "one"}]}, "choices"),
        ({"kind": "text", "label": "x", "code": "No Code"}, "code"),
        ({"kind": "file", "label": "x", "document_kinds": ["treaty"]}, "document_kinds"),
    ],
)
def test_what_cannot_be_asked(
    client_for: Clients, office: Any, draft: Version, values: dict[str, Any], field: str
) -> None:
    response = client_for(office).post(f"{ROOT}{draft.questionnaire_id}/questions/", values, content_type=JSON)
    assert response.status_code == 400
    assert field in response.content.decode()


def test_people_read_what_is_in_use(client_for: Clients, draft: Version) -> None:
    person = client_for(UserFactory())
    form = person.get(f"{ROOT}{draft.questionnaire_id}/").json()
    assert [row["number"] for row in form["versions"]] == [1]
    hidden = draft.questions.get(code="why")
    assert person.get(f"{ROOT}questions/{hidden.pk}/").status_code == 404
    assert person.patch(f"{ROOT}questions/{hidden.pk}/", {}, content_type=JSON).status_code in (403, 404)
    assert person.post(f"{ROOT}{draft.questionnaire_id}/publish/").status_code == 403
    assert person.post(ROOT, {"purpose": CODE}, content_type=JSON).status_code == 403
    assert client_for().get(ROOT).status_code in (401, 403)


def test_lists_ask_no_more_for_more_rows(
    client_for: Clients, office: Any, form: Questionnaire, draft: Version, quiet_hosts: None,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = client_for(office)
    paths = (ROOT, f"{ROOT}questions/")
    for path in paths:
        client.get(path)
    counts = []
    for _time in range(2):
        for path in paths:
            with django_assert_max_num_queries(40) as captured:
                client.get(path)
            counts.append(asked(captured))
        QuestionFactory.create_batch(2, version=draft)
    assert counts[:2] == counts[2:]
    assert Question.objects.count() == 10
