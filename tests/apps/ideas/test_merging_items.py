"""Two items that say the same become one."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.core.exceptions import DomainError, InvalidInput, NotPermitted, StateConflict
from clusterkit.core.policies import COORDINATOR
from clusterkit.ideas import selectors, services
from clusterkit.ideas.enums import IdeaStage, InterestState, ItemMode, ItemState
from clusterkit.ideas.models import Comment, Follow, Item, Reaction, Support
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, FollowFactory, InterestFactory, ItemFactory
from clusterkit.testing.factories.ideas_moderation import IdeaFactory, ReportFactory, SupportFactory
from tests.apps.ideas.conftest import Make, Person, Told

pytestmark = pytest.mark.django_db


def join(gone: Item, kept: Item, coordinator: Person) -> Item:
    return services.merge_items(item=gone, survivor=kept, actor=coordinator.viewer)


def test_discussion_followers_and_supporters_move_and_nothing_is_double(
    coordinator: Person, reader: Person, answerer: Person
) -> None:
    gone, kept = IdeaFactory(), IdeaFactory()
    first = CommentFactory(item=gone)
    reply = CommentFactory(item=gone, parent=first)
    reported = ReportFactory(item=gone, comment=reply)
    for item in (gone, kept):
        SupportFactory(item=item, user=reader.user)
        FollowFactory(item=item, user=reader.user)
        Reaction.objects.create(item=item, user=reader.user, kind="useful")
    SupportFactory(item=gone, user=answerer.user, organisation=answerer.organisation)
    Reaction.objects.create(item=gone, comment=first, user=reader.user, kind="useful")
    merged = join(gone, kept, coordinator)
    assert (merged.state, merged.merged_into) == (ItemState.MERGED, kept)
    assert list(kept.comments.values_list("pk", "parent")) == [(first.pk, None), (reply.pk, first.pk)]
    reported.refresh_from_db()
    assert reported.item == kept
    assert Support.objects.filter(item=kept).count() == 2
    assert Follow.objects.filter(item=kept).count() == 1
    assert Reaction.objects.filter(item=kept).count() == 2
    for model in (Support, Follow, Reaction, Comment):
        assert not model._default_manager.filter(item=gone).exists()


def test_supporters_of_the_survivors_own_organisation_do_not_move(coordinator: Person, answerer: Person) -> None:
    gone, kept = IdeaFactory(), IdeaFactory(organisation=answerer.organisation)
    SupportFactory(item=gone, user=answerer.user, organisation=answerer.organisation)
    join(gone, kept, coordinator)
    assert not Support.objects.exists()


def test_from_an_idea_without_a_name_the_owners_words_stay_behind(coordinator: Person, owner: Person) -> None:
    gone, kept = IdeaFactory(organisation=owner.organisation, mode=ItemMode.ANONYMOUS), IdeaFactory()
    stays = CommentFactory(item=gone, author=owner.user, organisation=owner.organisation)
    moves = CommentFactory(item=gone, parent=stays)
    join(gone, kept, coordinator)
    assert list(kept.comments.all()) == [moves]
    moves.refresh_from_db()
    assert moves.parent is None


def test_an_idea_without_a_name_is_not_told_by_what_its_owner_wrote_elsewhere(
    coordinator: Person, owner: Person
) -> None:
    gone, kept = IdeaFactory(), IdeaFactory(organisation=owner.organisation, mode=ItemMode.ANONYMOUS)
    CommentFactory(item=gone, author=owner.user, organisation=owner.organisation)
    with pytest.raises(InvalidInput):
        join(gone, kept, coordinator)


def test_the_supporters_of_an_idea_without_a_name_do_not_tell_whose_it_is(
    coordinator: Person, owner: Person, reader: Person
) -> None:
    gone, kept = IdeaFactory(), IdeaFactory(organisation=owner.organisation, mode=ItemMode.ANONYMOUS)
    SupportFactory(item=gone, user=owner.user, organisation=owner.organisation)
    before = selectors.idea_view(reader.viewer, gone)
    join(gone, kept, coordinator)
    after = selectors.idea_view(reader.viewer, Item.objects.get(pk=kept.pk))
    assert before is not None
    assert after is not None
    assert list(after.organisations) == list(before.organisations) == [owner.organisation]


@pytest.mark.parametrize(
    ("gone", "kept", "error"),
    [
        ({"kind": "request"}, {}, InvalidInput),
        ({"mode": ItemMode.MEMBERS}, {}, InvalidInput),
        ({}, {"state": ItemState.FULFILLED}, InvalidInput),
        ({"state": ItemState.WITHDRAWN}, {}, StateConflict),
        ({"stage": IdeaStage.ADOPTED}, {}, StateConflict),
        ({}, {"stage": IdeaStage.DECLINED}, StateConflict),
    ],
)
def test_what_does_not_fit_together_stays_apart(
    coordinator: Person, gone: dict[str, Any], kept: dict[str, Any], error: type[DomainError]
) -> None:
    with pytest.raises(error):
        join(IdeaFactory(**gone), IdeaFactory(**kept), coordinator)


def test_an_item_is_not_joined_with_itself_or_while_somebody_talks_about_it(coordinator: Person) -> None:
    idea = IdeaFactory()
    with pytest.raises(InvalidInput):
        join(idea, idea, coordinator)
    InterestFactory(item=idea, state=InterestState.SENT)
    with pytest.raises(StateConflict):
        join(idea, IdeaFactory(), coordinator)


def test_nobody_joins_his_own(person: Make, owner: Person) -> None:
    organisation = OrganisationFactory()
    office = person(tier=COORDINATOR, organisation=organisation)
    own = IdeaFactory(organisation=organisation)
    for gone, kept in ((own, IdeaFactory()), (IdeaFactory(), own)):
        with pytest.raises(NotPermitted):
            join(gone, kept, office)
    with pytest.raises(NotPermitted):
        join(IdeaFactory(organisation=owner.organisation), IdeaFactory(), owner)


def test_the_old_address_leads_readers_of_the_survivor_there_through_several(
    coordinator: Person, reader: Person, guest: Any
) -> None:
    first, second, third = IdeaFactory(), IdeaFactory(), IdeaFactory(mode=ItemMode.MEMBERS)
    join(first, second, coordinator)
    assert selectors.survivor_of(guest, first.pk) == second
    join(second, third, coordinator)
    assert selectors.survivor_of(coordinator.viewer, first.pk) == third
    for viewer in (reader.viewer, guest):
        assert selectors.survivor_of(viewer, first.pk) is None


def test_who_may_not_read_the_survivor_leaves_no_mark_there_and_is_not_told_its_name(
    coordinator: Person, reader: Person, person: Make, told: Told
) -> None:
    organisation = OrganisationFactory()
    owner = person(organisation=organisation)
    gone = IdeaFactory(organisation=organisation, author=owner.user)
    kept = IdeaFactory(mode=ItemMode.MEMBERS, title="Only for members")
    FollowFactory(item=gone, user=reader.user)
    SupportFactory(item=gone, user=reader.user)
    join(gone, kept, coordinator)
    assert not Follow.objects.filter(user=reader.user).exists()
    assert not Support.objects.filter(user=reader.user).exists()
    for notice in told.notices:
        assert reader.user.pk not in notice.recipients
        if owner.user.pk in notice.recipients:
            assert "Only for members" not in str(notice.context)


def test_owners_supporters_and_followers_are_told_where_it_is_now(
    coordinator: Person, owner: Person, answerer: Person, reader: Person, told: Told
) -> None:
    gone = IdeaFactory(organisation=owner.organisation, author=owner.user)
    kept = IdeaFactory(organisation=answerer.organisation, author=answerer.user)
    FollowFactory(item=gone, user=reader.user)
    join(gone, kept, coordinator)
    (notice,) = [notice for notice in told.notices if notice.recipients]
    assert notice.path == kept.get_absolute_url()
    assert sorted(notice.recipients) == sorted([owner.user.pk, answerer.user.pk, reader.user.pk])


def test_requests_are_joined_too(coordinator: Person) -> None:
    assert join(ItemFactory(), ItemFactory(), coordinator).state == ItemState.MERGED
