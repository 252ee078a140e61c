"""Support, the shortlist and the official answer."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StaleVersion, StateConflict
from clusterkit.core.policies import COORDINATOR, MEMBER
from clusterkit.directory.models import Organisation
from clusterkit.ideas import selectors, services
from clusterkit.ideas.enums import IdeaStage, ItemMode, ItemState
from clusterkit.ideas.models import Item, Support
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import FollowFactory, ItemFactory
from clusterkit.testing.factories.ideas_moderation import (
    IdeaFactory,
    OfficialAnswerFactory,
    ShortlistedFactory,
    SupportFactory,
)
from tests.apps.ideas.conftest import Make, Person, Told

pytestmark = pytest.mark.django_db


def view(person: Person, item: Item) -> selectors.IdeaView:
    found = selectors.idea_view(person.viewer, Item.objects.get(pk=item.pk))
    assert found is not None
    return found


def test_support_is_for_the_organisation_one_acts_for_and_counts_once(answerer: Person, reader: Person) -> None:
    idea = IdeaFactory()
    services.support(item=idea, actor=answerer.viewer)
    services.support(item=idea, actor=answerer.viewer)
    services.support(item=idea, actor=reader.viewer)
    seen = view(reader, idea)
    assert (seen.count, list(seen.organisations), seen.supports) == (2, [answerer.organisation], True)
    services.stop_supporting(item=idea, actor=reader.viewer)
    services.stop_supporting(item=idea, actor=reader.viewer)
    assert view(reader, idea).count == 1


def test_the_people_of_its_own_organisation_do_not_support_it(owner: Person) -> None:
    idea = IdeaFactory(organisation=owner.organisation)
    with pytest.raises(NotPermitted):
        services.support(item=idea, actor=owner.viewer)
    assert not view(owner, idea).may_support


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "request"}, NotPermitted),
        ({"state": ItemState.FULFILLED}, StateConflict),
        ({"stage": IdeaStage.DECLINED}, StateConflict),
        ({"mode": ItemMode.MEMBERS}, NotVisible),
        ({"state": ItemState.HIDDEN}, NotVisible),
    ],
)
def test_what_cannot_be_supported(reader: Person, changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        services.support(item=IdeaFactory(**changes), actor=reader.viewer)
    assert not Support.objects.exists()


def test_only_organisations_that_one_may_see_are_named(reader: Person) -> None:
    idea = IdeaFactory()
    hidden: Organisation = OrganisationFactory(is_published=False)
    SupportFactory(item=idea, organisation=hidden)
    seen = view(reader, idea)
    assert (seen.count, list(seen.organisations)) == (1, [])


def test_the_owner_among_the_supporters_is_left_out_unless_that_told_whose_it_is(reader: Person) -> None:
    """It comes there by a merge of two organisations."""
    named, nameless = IdeaFactory(), IdeaFactory(mode=ItemMode.ANONYMOUS)
    for idea in (named, nameless):
        SupportFactory(item=idea, organisation=idea.organisation)
    assert list(view(reader, named).organisations) == []
    assert list(view(reader, nameless).organisations) == [nameless.organisation]


def test_guests_and_other_kinds_have_no_view(guest: Any, reader: Person) -> None:
    assert selectors.idea_view(guest, IdeaFactory()) is None
    assert selectors.idea_view(reader.viewer, ItemFactory()) is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_view_costs_the_same_for_one_supporter_and_three(
    reader: Person, count: int, django_assert_num_queries: Any
) -> None:
    idea = IdeaFactory()
    for _number in range(count):
        SupportFactory(item=idea, organisation=OrganisationFactory())
    viewer, item = reader.viewer, Item.objects.select_related("organisation").get(pk=idea.pk)
    with django_assert_num_queries(3):
        assert selectors.idea_view(viewer, item)


def test_an_idea_is_shortlisted_and_put_back(coordinator: Person, owner: Person, told: Told) -> None:
    idea: Item = IdeaFactory(organisation=owner.organisation, author=owner.user)
    since = idea.state_changed_at
    idea = services.shortlist(item=idea, actor=coordinator.viewer)
    assert idea.stage == IdeaStage.SHORTLISTED
    assert idea.shortlisted_at is not None
    assert idea.state_changed_at == since
    assert [(notice.kind.code, list(notice.recipients)) for notice in told.notices] == [
        ("ideas.shortlisted", [owner.user.pk])
    ]
    with pytest.raises(StateConflict):
        services.shortlist(item=idea, actor=coordinator.viewer)
    idea = services.put_back(item=idea, actor=coordinator.viewer)
    assert (idea.stage, idea.shortlisted_at) == (IdeaStage.COLLECTING, None)


def test_only_open_ideas_and_only_by_others(person: Make, coordinator: Person, owner: Person) -> None:
    organisation = OrganisationFactory()
    office = person(tier=COORDINATOR, organisation=organisation)
    for actor, item in (
        (office, IdeaFactory(organisation=organisation)),
        (owner, IdeaFactory(organisation=owner.organisation)),
    ):
        with pytest.raises(NotPermitted):
            services.shortlist(item=item, actor=actor.viewer)
    for item in (ItemFactory(), IdeaFactory(state=ItemState.WITHDRAWN)):
        with pytest.raises(StateConflict):
            services.shortlist(item=item, actor=coordinator.viewer)


def test_a_draft_is_the_coordinators_alone_until_it_is_published(
    coordinator: Person, owner: Person, reader: Person
) -> None:
    idea = ShortlistedFactory(organisation=owner.organisation)
    services.draft_answer(item=idea, decision="adopted", text="We do it.", actor=coordinator.viewer)
    assert view(coordinator, idea).draft is not None
    for person in (owner, reader):
        seen = view(person, idea)
        assert (seen.draft, seen.answer) == (None, None)
    services.publish_answer(item=idea, actor=coordinator.viewer)
    for person in (owner, reader):
        answer = view(person, idea).answer
        assert answer is not None
        assert answer.text == "We do it."


def test_a_draft_changed_meanwhile_is_not_overwritten_or_published(coordinator: Person) -> None:
    idea = ShortlistedFactory()
    first = services.draft_answer(item=idea, decision="adopted", text="One", actor=coordinator.viewer)
    services.draft_answer(item=idea, decision="declined", text="Two", actor=coordinator.viewer, expected_version=1)
    seen: dict[str, Any] = {"item": idea, "actor": coordinator.viewer, "expected_version": first.version}
    with pytest.raises(StaleVersion):
        services.draft_answer(decision="adopted", text="Three", **seen)
    with pytest.raises(StaleVersion):
        services.publish_answer(**seen)


def test_publishing_decides_and_tells_owners_supporters_and_followers(
    coordinator: Person, owner: Person, answerer: Person, reader: Person, person: Make, told: Told
) -> None:
    idea = ShortlistedFactory(organisation=owner.organisation, author=owner.user)
    SupportFactory(item=idea, user=answerer.user)
    FollowFactory(item=idea, user=reader.user)
    muted = person()
    SupportFactory(item=idea, user=muted.user)
    FollowFactory(item=idea, user=muted.user, is_muted=True)
    services.draft_answer(item=idea, decision="declined", text="Not now.", actor=coordinator.viewer)
    told.notices.clear()
    services.publish_answer(item=idea, actor=coordinator.viewer)
    idea.refresh_from_db()
    assert idea.stage == IdeaStage.DECLINED
    (notice,) = told.notices
    assert notice.kind.code == "ideas.official_answer"
    assert sorted(notice.recipients) == sorted([owner.user.pk, answerer.user.pk, reader.user.pk])
    steps = [str(step.text) for step in view(reader, idea).steps]
    assert steps == ["Published", "On the shortlist", "Not adopted by the cluster"]


def test_who_cannot_see_the_idea_any_more_hears_nothing_of_the_answer(
    coordinator: Person, reader: Person, told: Told
) -> None:
    idea = ShortlistedFactory(mode=ItemMode.MEMBERS)
    SupportFactory(item=idea, user=reader.user)
    OfficialAnswerFactory(item=idea)
    services.publish_answer(item=idea, actor=coordinator.viewer)
    assert all(reader.user.pk not in notice.recipients for notice in told.notices)


def test_only_a_shortlisted_idea_is_answered_and_only_once(coordinator: Person) -> None:
    early = IdeaFactory()
    services.draft_answer(item=early, decision="adopted", text="Soon", actor=coordinator.viewer)
    with pytest.raises(StateConflict):
        services.publish_answer(item=early, actor=coordinator.viewer)
    with pytest.raises(StateConflict):
        services.publish_answer(item=ShortlistedFactory(), actor=coordinator.viewer)
    idea = OfficialAnswerFactory().item
    services.publish_answer(item=idea, actor=coordinator.viewer)
    with pytest.raises(StateConflict):
        services.publish_answer(item=idea, actor=coordinator.viewer)
    with pytest.raises(StateConflict):
        services.draft_answer(item=idea, decision="declined", text="No", actor=coordinator.viewer)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"decision": "collecting"}, "decision"), ({"text": "  "}, "text"), ({"text": "x" * 8001}, "text")],
)
def test_bad_answers_name_their_field(coordinator: Person, values: dict[str, str], field: str) -> None:
    given: dict[str, Any] = {"decision": "adopted", "text": "Yes", **values}
    with pytest.raises(InvalidInput) as refused:
        services.draft_answer(item=ShortlistedFactory(), actor=coordinator.viewer, **given)
    assert refused.value.field == field


def test_members_support_for_their_member_organisation(person: Make) -> None:
    organisation = OrganisationFactory()
    member = person(tier=MEMBER, organisation=organisation)
    assert services.support(item=IdeaFactory(), actor=member.viewer).organisation_id == organisation.pk


def test_waiting_for_an_answer_leaves_out_ones_own(coordinator: Person, person: Make) -> None:
    organisation = OrganisationFactory()
    office = person(tier=COORDINATOR, organisation=organisation)
    own = ShortlistedFactory(organisation=organisation)
    other = ShortlistedFactory()
    IdeaFactory()
    assert list(selectors.waiting_for_answer(office.viewer)) == [other]
    assert set(selectors.waiting_for_answer(coordinator.viewer)) == {own, other}
