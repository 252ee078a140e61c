"""Warnings, a time without writing, and hidden comments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StateConflict
from clusterkit.core.policies import COORDINATOR, can
from clusterkit.ideas import actions, selectors, services
from clusterkit.ideas.enums import SanctionKind
from clusterkit.ideas.models import Item, Sanction
from clusterkit.testing.factories.ideas import CommentFactory, DraftFactory, InterestFactory, ItemFactory
from clusterkit.testing.factories.ideas_moderation import IdeaFactory, SanctionFactory
from tests.apps.ideas.conftest import Make, Person, Told

pytestmark = pytest.mark.django_db


def stop(person: Person, coordinator: Person, **values: Any) -> Sanction:
    return services.stop_writing(user_id=person.user.pk, reason="Advertising", actor=coordinator.viewer, **values)


def test_a_warning_stops_from_nothing(reader: Person, coordinator: Person, told: Told) -> None:
    services.warn(user_id=reader.user.pk, reason="Be kind, please.", actor=coordinator.viewer)
    (notice,) = told.notices
    assert (notice.kind.code, list(notice.recipients)) == ("ideas.warned", [reader.user.pk])
    assert notice.context["reason"] == "Be kind, please."
    assert services.add_comment(item=ItemFactory(), text="Sorry", actor=reader.viewer)


def test_who_is_stopped_reads_why_and_until_when(reader: Person, coordinator: Person) -> None:
    last = timezone.localdate() + timedelta(days=3)
    stop(reader, coordinator, until=last)
    with pytest.raises(NotPermitted) as refused:
        services.add_comment(item=ItemFactory(), text="Again", actor=reader.viewer)
    assert "Advertising" in str(refused.value)
    assert str(last.year) in str(refused.value)
    assert str(last.day) in str(refused.value)


def test_whatever_puts_words_or_a_voice_before_others_is_refused(owner: Person, coordinator: Person) -> None:
    organisation = owner.organisation
    assert organisation is not None
    item: Item = ItemFactory()
    own_comment = CommentFactory(author=owner.user, item=item)
    draft = DraftFactory(organisation=organisation, author=owner.user)
    mine = ItemFactory(organisation=organisation, author=owner.user)
    talk = InterestFactory(item=mine)
    stop(owner, coordinator)
    viewer = owner.viewer
    tries: list[Any] = [
        lambda: services.publish(item=draft, actor=viewer),
        lambda: services.update_item(item=mine, fields={"title": "Another"}, actor=viewer),
        lambda: services.renew(item=mine, actor=viewer),
        lambda: services.add_comment(item=item, text="No", actor=viewer),
        lambda: services.edit_comment(comment=own_comment, text="No", actor=viewer),
        lambda: services.send_interest(item=item, organisation=organisation, message="No", actor=viewer),
        lambda: services.ask_more(interest=talk, text="No", actor=viewer),
        lambda: services.write_message(interest=talk, text="No", actor=viewer),
        lambda: services.support(item=IdeaFactory(), actor=viewer),
        lambda: services.report(item=item, reason="spam", actor=viewer),
    ]
    for attempt in tries:
        with pytest.raises(NotPermitted, match="Advertising"):
            attempt()


def test_reading_following_and_taking_back_stay_open(owner: Person, coordinator: Person) -> None:
    assert owner.organisation is not None
    mine = ItemFactory(organisation=owner.organisation, author=owner.user)
    draft = DraftFactory(organisation=owner.organisation, author=owner.user)
    comment = CommentFactory(author=owner.user)
    stop(owner, coordinator)
    viewer = owner.viewer
    services.follow(item=comment.item, actor=viewer)
    services.delete_comment(comment=comment, actor=viewer)
    services.update_item(item=draft, fields={"title": "For later"}, actor=viewer)
    services.decline_interest(interest=InterestFactory(item=mine), actor=viewer)
    services.withdraw(item=mine, actor=viewer)
    assert selectors.item_view(viewer, ItemFactory()).reads


def test_what_is_hidden_from_him_stays_unknown_to_who_is_stopped(reader: Person, coordinator: Person) -> None:
    stop(reader, coordinator)
    with pytest.raises(NotVisible):
        services.add_comment(item=ItemFactory(mode="members"), text="No", actor=reader.viewer)


def test_a_block_ends_with_its_day(reader: Person, coordinator: Person) -> None:
    sanction = stop(reader, coordinator, until=timezone.localdate())
    assert reader.viewer.posts["ideas.block"] == {sanction.pk}
    Sanction.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert "ideas.block" not in reader.viewer.posts
    assert services.add_comment(item=ItemFactory(), text="Here again", actor=reader.viewer)


def test_it_costs_no_query_of_its_own(reader: Person, coordinator: Person, django_assert_num_queries: Any) -> None:
    item = ItemFactory()
    stop(reader, coordinator)
    with django_assert_num_queries(1):
        viewer = reader.viewer
    with django_assert_num_queries(0):
        assert not can(viewer, actions.COMMENT, item)


def test_a_later_block_takes_the_place_of_the_earlier(reader: Person, coordinator: Person) -> None:
    first = stop(reader, coordinator)
    second = stop(reader, coordinator, until=timezone.localdate() + timedelta(days=2))
    first.refresh_from_db()
    assert first.lifted_at is not None
    assert reader.viewer.posts["ideas.block"] == {second.pk}


def test_lifting_lets_write_at_once_and_tells_him(reader: Person, coordinator: Person, told: Told) -> None:
    sanction = stop(reader, coordinator)
    services.lift_sanction(sanction=sanction, actor=coordinator.viewer)
    assert told.kinds() == ["ideas.stopped", "ideas.writes_again"]
    assert services.add_comment(item=ItemFactory(), text="Thank you", actor=reader.viewer)
    with pytest.raises(StateConflict):
        services.lift_sanction(sanction=sanction, actor=coordinator.viewer)


def test_only_coordinators_and_nobody_himself(reader: Person, owner: Person, person: Make) -> None:
    with pytest.raises(NotVisible):
        services.warn(user_id=reader.user.pk, reason="No", actor=owner.viewer)
    office = person(tier=COORDINATOR)
    with pytest.raises(NotPermitted):
        services.warn(user_id=office.user.pk, reason="No", actor=office.viewer)
    own = SanctionFactory(user=office.user)
    with pytest.raises(NotPermitted):
        services.lift_sanction(sanction=own, actor=office.viewer)


@pytest.mark.parametrize("values", [{"reason": " "}, {"until": timezone.localdate() - timedelta(days=1)}])
def test_bad_values_name_their_field(reader: Person, coordinator: Person, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.stop_writing(**{"user_id": reader.user.pk, "reason": "Why", "actor": coordinator.viewer, **values})
    assert refused.value.field == next(iter(values))


def test_one_reads_ones_own_and_coordinators_read_all(reader: Person, owner: Person, coordinator: Person) -> None:
    mine = SanctionFactory(user=reader.user, kind=SanctionKind.WARNING)
    other = SanctionFactory()
    assert list(selectors.sanctions(reader.viewer)) == [mine]
    assert list(selectors.sanctions(owner.viewer)) == []
    assert set(selectors.sanctions(coordinator.viewer)) == {mine, other}


def test_a_hidden_comment_comes_back_and_its_author_hears_of_both(
    coordinator: Person, reader: Person, told: Told
) -> None:
    comment = CommentFactory(author=reader.user)
    comment.item.best_answer = comment
    comment.item.save()
    services.hide_comment(comment=comment, reason="Personal data", actor=coordinator.viewer)
    comment.item.refresh_from_db()
    assert comment.item.best_answer is None
    with pytest.raises(StateConflict):
        services.hide_comment(comment=comment, reason="Again", actor=coordinator.viewer)
    services.restore_comment(comment=comment, actor=coordinator.viewer)
    comment.refresh_from_db()
    assert (comment.hidden_at, comment.hidden_note) == (None, "")
    assert told.kinds() == ["ideas.comment_hidden", "ideas.comment_restored"]
    assert all(list(notice.recipients) == [reader.user.pk] for notice in told.notices)


def test_comments_are_hidden_by_coordinators_only_and_never_ones_own(
    owner: Person, reader: Person, person: Make
) -> None:
    comment = CommentFactory(item=ItemFactory(organisation=owner.organisation))
    for somebody in (owner, reader):
        with pytest.raises(NotPermitted):
            services.hide_comment(comment=comment, reason="No", actor=somebody.viewer)
    office = person(tier=COORDINATOR)
    with pytest.raises(NotPermitted):
        services.hide_comment(comment=CommentFactory(author=office.user), reason="No", actor=office.viewer)
