"""A form with a purpose of its own, and the people around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.policies import COORDINATOR
from clusterkit.questionnaires.definitions import ChoiceDefinition, QuestionDefinition
from clusterkit.questionnaires.models import Questionnaire, Version
from clusterkit.questionnaires.purposes import Open, Purpose, purposes
from clusterkit.questionnaires.services import ensure_form, start_draft
from clusterkit.testing.factories.accounts import UserFactory

CODE = "test.survey"
COLOURS = [ChoiceDefinition("red", {"en": "Red", "ru": "Красный"}), ChoiceDefinition("blue", {"en": "Blue"})]


def defaults() -> list[QuestionDefinition]:
    """Two questions and a document."""
    return [
        QuestionDefinition("why", "long_text", {"en": "Why?", "ru": "Зачем?"}, is_required=True, max_length=50),
        QuestionDefinition("colour", "choice", {"en": "Which colour?"}, choices=COLOURS),
        QuestionDefinition("paper", "file", {"en": "A paper"}, is_required=True, document_kinds=["letter"]),
    ]


@pytest.fixture
def purpose() -> Iterator[Purpose]:
    """A purpose that ends with the test."""
    made = purposes.register(
        Purpose(
            code=CODE,
            label="A survey",
            app="clusterkit_questionnaires",
            defaults=defaults,
            document_kinds=[("letter", "Letter"), ("charter", "Charter")],
            open_now=lambda: Open(drafts=2, sent=1),
            added_in_code=lambda: [QuestionDefinition("host.more", "text", {"en": "Something of the host"})],
        )
    )
    yield made
    purposes.forget(CODE)


@pytest.fixture
def office(db: None) -> Any:
    """A coordinator."""
    return UserFactory(name="Olga Office", tier=COORDINATOR)


@pytest.fixture
def actor(office: Any) -> Viewer:
    """The coordinator as who acts."""
    return viewer_of(office)


@pytest.fixture
def form(purpose: Purpose, db: None) -> Questionnaire:
    """The form with version 1 in use."""
    return ensure_form(CODE).questionnaire


@pytest.fixture
def draft(form: Questionnaire, actor: Viewer) -> Version:
    """Version 2, being changed."""
    return start_draft(questionnaire=form, actor=actor)


@pytest.fixture
def quiet_hosts(settings: Any) -> None:
    """The once-a-second question of the host cache would come and go in the counts."""
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}


def asked(captured: Any) -> int:
    """How many statements were sent, without the switches of the schema, which depend on what stood before."""
    return sum(not query["sql"].startswith("SET ") for query in captured.captured_queries)
