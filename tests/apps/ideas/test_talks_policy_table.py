"""Who may do what with private talks and what comes of them, written out."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.core.policies import MEMBER, SystemActor
from clusterkit.ideas.enums import ItemState
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import InterestFactory, InterestMessageFactory, ItemFactory
from clusterkit.testing.factories.ideas_talks import (
    ConfirmedOutcomeFactory,
    FollowUpFactory,
    MessageFileFactory,
    TalkMarkFactory,
)
from tests.apps.ideas.conftest import Make, Person
from tests.apps.permission_table import differences

pytestmark = pytest.mark.django_db

SIDES = "owner answerer"
TALKS = {
    "view_interest talk": SIDES,
    "ask_more accept decline": "owner",
    "answer_more withdraw_interest": "answerer",
    "lapse": "owner",
    "*": "system",
}
OF_TALKS = {"view_interest": f"{SIDES} system"}
TABLE = {
    "talk": TALKS,
    "message": OF_TALKS,
    "file": OF_TALKS,
    "mark": {"*": "owner system"},
    "outcome": {
        "read": "owner answerer reader coordinator other system",
        "close": "owner system",
        "confirm_outcome": "answerer",
    },
    "question": {"follow_up": "owner system"},
}
TRIED = "view_interest talk ask_more accept decline answer_more withdraw_interest lapse read close confirm_outcome follow_up"


def test_the_table(
    owner: Person, answerer: Person, reader: Person, coordinator: Person, person: Make, guest: Any
) -> None:
    other = person(tier=MEMBER, organisation=OrganisationFactory())
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    InterestFactory(item=item, organisation=other.organisation)
    talk = InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user)
    message = InterestMessageFactory(interest=talk)
    outcome = ConfirmedOutcomeFactory(
        interest__organisation=answerer.organisation,
        interest__item__organisation=owner.organisation,
        interest__item__state=ItemState.FULFILLED,
    )
    rows = {
        "talk": talk,
        "message": message,
        "file": MessageFileFactory(message=message),
        "mark": TalkMarkFactory(interest=talk, user=owner.user),
        "outcome": outcome,
        "question": FollowUpFactory(outcome=outcome),
    }
    people = {
        "owner": owner.viewer,
        "answerer": answerer.viewer,
        "other": other.viewer,
        "reader": reader.viewer,
        "coordinator": coordinator.viewer,
        "guest": guest,
        "system": SystemActor(),
    }
    assert differences("ideas", people, rows, TABLE, only=TRIED) == []
