"""Who is told of a comment, and what the telling does not give away."""

from __future__ import annotations

import pytest

from clusterkit.access.models import Grant
from clusterkit.core.notices import muting_rules
from clusterkit.core.policies import MEMBER
from clusterkit.ideas import services
from clusterkit.ideas.enums import InterestState, ItemMode
from clusterkit.ideas.models import Follow
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, InterestFactory, ItemFactory
from tests.apps.ideas.conftest import Make, Person, Told

pytestmark = pytest.mark.django_db


def contexts(told: Told, person: Person) -> list[dict[str, object]]:
    """What each notice to *person* says."""
    return [dict(notice.context) for notice in told.notices if person.user.pk in notice.recipients]


def test_a_comment_of_the_owner_of_an_anonymous_item_names_him_to_nobody_who_may_not_know(
    owner: Person, answerer: Person, reader: Person, coordinator: Person, person: Make, told: Told
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS)
    accepted = person(tier=MEMBER, organisation=OrganisationFactory())
    InterestFactory(item=item, organisation=accepted.organisation, state=InterestState.ACCEPTED)
    InterestFactory(item=item, organisation=answerer.organisation)
    for follower in (answerer, reader, coordinator, accepted):
        services.follow(item=item, actor=follower.viewer)
    services.add_comment(item=item, text="It is 400 degrees", actor=owner.viewer)
    name = owner.viewer.display_name
    for stranger in (answerer, reader):
        (context,) = contexts(told, stranger)
        assert name not in str(context)
        assert context["text"] == "It is 400 degrees"
    for knowing in (coordinator, accepted):
        (context,) = contexts(told, knowing)
        assert context["author"] == name


def test_a_comment_of_a_colleague_on_an_anonymous_item_names_him_to_nobody_either(
    owner: Person, reader: Person, person: Make, told: Told
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS)
    services.follow(item=item, actor=reader.viewer)
    colleague = person(tier=MEMBER, organisation=owner.organisation)
    services.add_comment(item=item, text="We tried that", actor=colleague.viewer)
    (to_reader,) = contexts(told, reader)
    assert colleague.viewer.display_name not in str(to_reader)
    (to_owner,) = contexts(told, owner)
    assert to_owner["author"] == colleague.viewer.display_name


def test_a_comment_of_somebody_else_on_an_anonymous_item_carries_his_name(
    owner: Person, reader: Person, told: Told
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS)
    services.add_comment(item=item, text="How hot?", actor=reader.viewer)
    (context,) = contexts(told, owner)
    assert context["author"] == reader.viewer.display_name


def test_who_may_not_see_the_item_any_more_is_not_told(owner: Person, reader: Person, person: Make, told: Told) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.MEMBERS)
    former = person(tier=MEMBER)
    services.follow(item=item, actor=former.viewer)
    parent = CommentFactory(item=item, author=former.user)
    Grant.objects.filter(user=former.user).delete()
    services.add_comment(item=item, text="News", parent=parent, actor=owner.viewer)
    assert not contexts(told, former)


def test_who_does_not_want_to_hear_is_not_told_even_as_owner_or_answered(
    owner: Person, answerer: Person, reader: Person, told: Told
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    parent = CommentFactory(item=item, author=answerer.user)
    for person in (owner, answerer):
        services.mute(item=item, actor=person.viewer)
    services.add_comment(item=item, text="Hot?", parent=parent, actor=reader.viewer)
    assert not contexts(told, owner)
    assert not contexts(told, answerer)
    services.follow(item=item, actor=answerer.viewer)
    services.add_comment(item=item, text="Very hot?", actor=reader.viewer)
    assert contexts(told, answerer)


def test_who_writes_follows_unless_he_wants_to_hear_nothing(reader: Person, answerer: Person) -> None:
    item = ItemFactory()
    services.mute(item=item, actor=answerer.viewer)
    for person in (reader, answerer):
        services.add_comment(item=item, text="Hot?", actor=person.viewer)
    assert Follow.objects.get(user=reader.user).is_muted is False
    assert Follow.objects.get(user=answerer.user).is_muted is True
    services.unmute(item=item, actor=answerer.viewer)
    assert not Follow.objects.filter(user=answerer.user).exists()


def test_hearing_no_more_of_an_item_is_one_wish_wherever_it_is_said(owner: Person, reader: Person, told: Told) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    rule = muting_rules.of(item._meta.label_lower)
    assert rule is not None
    rule.mute(item, owner.viewer)
    assert list(rule.muted(owner.user.pk)) == [item.pk]
    services.add_comment(item=item, text="Hot?", actor=reader.viewer)
    assert not contexts(told, owner)
    rule.unmute(item, owner.viewer)
    assert list(rule.muted(owner.user.pk)) == []
