"""Answers to items, private talks, comments and following; races."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction

from clusterkit.core.exceptions import Conflict, DomainError, InvalidInput, NotPermitted, NotVisible, StateConflict
from clusterkit.core.policies import visible_to
from clusterkit.ideas import hooks, services
from clusterkit.ideas.enums import InterestState, ItemState
from clusterkit.ideas.models import Comment, Follow, Interest, InterestMessage
from clusterkit.ideas.selectors import item_view, talk_view
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.directory import AdminAffiliationFactory, ContactFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, InterestFactory, InterestMessageFactory, ItemFactory
from tests.apps.ideas.conftest import Make, Person, Told

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(owner: Person, answerer: Person) -> Interest:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    return InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user)


def test_an_answer_reaches_the_owner(owner: Person, answerer: Person, told: Told) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    assert answerer.organisation is not None
    interest = services.send_interest(
        item=item, organisation=answerer.organisation, message=" We can ", actor=answerer.viewer
    )
    assert (interest.state, interest.message) == ("sent", "We can")
    assert [(n.kind.code, list(n.recipients)) for n in told.notices] == [("ideas.new_interest", [owner.user.pk])]
    with pytest.raises(Conflict):
        services.send_interest(item=item, organisation=answerer.organisation, message="Again", actor=answerer.viewer)


def test_after_a_refusal_one_may_answer_again(talk: Interest, owner: Person, answerer: Person) -> None:
    assert answerer.organisation is not None
    services.decline_interest(interest=talk, text="Not this year", actor=owner.viewer)
    again = services.send_interest(
        item=talk.item, organisation=answerer.organisation, message="Now?", actor=answerer.viewer
    )
    assert again.state == "sent"


def test_nobody_answers_his_own_item_nor_for_others(owner: Person, answerer: Person, reader: Person) -> None:
    item = ItemFactory(organisation=owner.organisation)
    assert owner.organisation is not None
    for actor, organisation in (
        (owner, owner.organisation),
        (answerer, owner.organisation),
        (answerer, OrganisationFactory()),
        (reader, OrganisationFactory()),
    ):
        with pytest.raises(NotPermitted):
            services.send_interest(item=item, organisation=organisation, message="We", actor=actor.viewer)


@pytest.mark.parametrize("state", [ItemState.FULFILLED, ItemState.WITHDRAWN, ItemState.DRAFT])
def test_closed_items_take_no_answers(answerer: Person, state: str) -> None:
    assert answerer.organisation is not None
    with pytest.raises((StateConflict, NotVisible)):
        services.send_interest(
            item=ItemFactory(state=state), organisation=answerer.organisation, message="We", actor=answerer.viewer
        )


def test_a_question_and_its_answer_stay_in_the_talk(
    talk: Interest, owner: Person, answerer: Person, told: Told
) -> None:
    asked = services.ask_more(interest=talk, text="How much?", actor=owner.viewer)
    assert asked.state == InterestState.MORE_INFO
    answered = services.answer_question(interest=talk, text="Ten tonnes", actor=answerer.viewer)
    assert answered.state == InterestState.SENT
    entries = talk_view(owner.viewer, answered).entries
    assert [entry.text for entry in entries] == [talk.message, "How much?", "Ten tonnes"]
    assert [(n.kind.code, list(n.recipients)) for n in told.notices] == [
        ("ideas.interest_question", [answerer.user.pk]),
        ("ideas.interest_answered", [owner.user.pk]),
    ]
    assert "tonnes" not in repr(told.audit)
    with pytest.raises(InvalidInput):
        services.ask_more(interest=talk, text="  ", actor=owner.viewer)


def test_accepting_starts_talks_and_opens_the_contacts(
    talk: Interest, owner: Person, answerer: Person, told: Told, django_capture_on_commit_callbacks: Any
) -> None:
    ContactFactory(organisation=owner.organisation, value="owner-office@example.org")
    assert not talk_view(answerer.viewer, talk).other.contacts
    heard: list[Any] = []
    with hooks.interest_accepted.override(heard.append), django_capture_on_commit_callbacks(execute=True):
        accepted = services.accept_interest(interest=talk, actor=owner.viewer)
    talk.item.refresh_from_db()
    assert (accepted.state, talk.item.state, len(heard)) == ("accepted", "in_talks", 1)
    other = talk_view(answerer.viewer, Interest.objects.get(pk=talk.pk)).other
    assert (other.email, [contact.value for contact in other.contacts]) == (
        owner.user.email,
        ["owner-office@example.org"],
    )
    assert told.kinds() == ["ideas.interest_accepted"]
    assert [entry.action for entry in told.audit] == ["ideas.accept", "ideas.accept"]


def test_a_second_interest_may_be_accepted_while_in_talks(talk: Interest, owner: Person) -> None:
    services.accept_interest(interest=talk, actor=owner.viewer)
    second = InterestFactory(item=talk.item)
    assert services.accept_interest(interest=second, actor=owner.viewer).state == "accepted"


def test_each_side_has_its_own_acts(talk: Interest, owner: Person, answerer: Person) -> None:
    for act in (services.accept_interest, services.decline_interest):
        with pytest.raises(NotPermitted):
            act(interest=talk, actor=answerer.viewer)
    with pytest.raises(NotPermitted):
        services.withdraw_interest(interest=talk, actor=owner.viewer)
    assert services.withdraw_interest(interest=talk, actor=answerer.viewer).state == "withdrawn"
    with pytest.raises(StateConflict):
        services.accept_interest(interest=talk, actor=owner.viewer)


def test_a_talk_is_closed_to_everybody_else(
    talk: Interest, reader: Person, coordinator: Person, person: Make, guest: Any
) -> None:
    InterestMessageFactory(interest=talk)
    third = person(tier="member", organisation=OrganisationFactory())
    for viewer in (reader.viewer, coordinator.viewer, third.viewer, guest):
        assert not visible_to(viewer, Interest.objects.all()).exists()
        assert not visible_to(viewer, InterestMessage.objects.all()).exists()
    with pytest.raises(NotVisible):
        services.write_message(interest=talk, text="Hello", actor=third.viewer)
    with pytest.raises(NotVisible):
        services.accept_interest(interest=talk, actor=coordinator.viewer)


def test_messages_go_to_the_other_side_until_the_talk_ends(
    talk: Interest, owner: Person, answerer: Person, told: Told
) -> None:
    services.write_message(interest=talk, text="When?", actor=owner.viewer)
    services.write_message(interest=talk, text="Monday", actor=answerer.viewer)
    assert [list(notice.recipients) for notice in told.notices] == [[answerer.user.pk], [owner.user.pk]]
    services.decline_interest(interest=talk, actor=owner.viewer)
    with pytest.raises(StateConflict):
        services.write_message(interest=talk, text="Why?", actor=answerer.viewer)


def test_when_the_author_left_the_admins_are_told(answerer: Person, told: Told) -> None:
    admin = AdminAffiliationFactory()
    item = ItemFactory(organisation=admin.organisation)
    assert answerer.organisation is not None
    services.send_interest(item=item, organisation=answerer.organisation, message="We", actor=answerer.viewer)
    assert told.notices[0].recipients == [admin.user_id]


def test_comments_are_two_levels_deep_and_tell_each_person_once(
    owner: Person, answerer: Person, reader: Person, told: Told
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    services.follow(item=item, actor=owner.viewer)
    services.follow(item=item, actor=answerer.viewer)
    first = services.add_comment(item=item, text="How hot?", actor=reader.viewer)
    assert [(n.kind.code, list(n.recipients)) for n in told.notices if n.recipients] == [
        ("ideas.comment", [owner.user.pk]),
        ("ideas.comment_followed", [answerer.user.pk]),
    ]
    second = services.add_comment(item=item, text="400 degrees", parent=first, actor=owner.viewer)
    third = services.add_comment(item=item, text="Thank you", parent=second, actor=reader.viewer)
    assert (second.parent_id, third.parent_id) == (first.pk, first.pk)
    assert second.organisation == owner.organisation
    view = item_view(reader.viewer, item)
    assert [reply.comment.pk for reply in view.comments[0].replies] == [second.pk, third.pk]


def test_a_comment_answers_one_of_the_same_item(reader: Person) -> None:
    with pytest.raises(InvalidInput):
        services.add_comment(item=ItemFactory(), text="Yes", parent=CommentFactory(), actor=reader.viewer)


def test_only_the_author_corrects_and_a_coordinator_may_remove(
    reader: Person, owner: Person, coordinator: Person
) -> None:
    comment = CommentFactory(author=reader.user)
    assert services.edit_comment(comment=comment, text="Better", actor=reader.viewer).edited_at is not None
    with pytest.raises(NotPermitted):
        services.edit_comment(comment=comment, text="Worse", actor=coordinator.viewer)
    with pytest.raises(NotPermitted):
        services.delete_comment(comment=comment, actor=owner.viewer)
    services.delete_comment(comment=comment, actor=coordinator.viewer)
    assert not item_view(reader.viewer, comment.item).comments
    with pytest.raises(NotPermitted):
        services.edit_comment(comment=comment, text="Back", actor=reader.viewer)


def test_a_removed_comment_keeps_its_place_while_it_has_answers(reader: Person) -> None:
    root = CommentFactory(author=reader.user)
    CommentFactory(item=root.item, parent=root)
    services.delete_comment(comment=root, actor=reader.viewer)
    assert len(item_view(reader.viewer, root.item).comments) == 1


def test_a_closed_discussion_takes_no_comment(reader: Person) -> None:
    with pytest.raises(StateConflict):
        services.add_comment(item=ItemFactory(state=ItemState.FULFILLED), text="Late", actor=reader.viewer)


def test_following_twice_is_following_once(reader: Person) -> None:
    item = ItemFactory()
    services.follow(item=item, actor=reader.viewer)
    services.follow(item=item, actor=reader.viewer)
    assert Follow.objects.count() == 1
    services.unfollow(item=item, actor=reader.viewer)
    assert not Follow.objects.exists()


def race(alpha: Cluster, *acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same moment, each in a thread with a connection of its own."""
    start = Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        def inside() -> None:
            connection.ensure_connection()
            start.wait(10)
            try:
                results[place] = act()
            except DomainError as error:
                results[place] = error

        try:
            run_in_cluster(alpha, inside)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_the_first_wins(
    alpha: Cluster, owner: Person, answerer: Person, person: Make
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    talk = InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user)
    viewer, colleague = owner.viewer, person(organisation=owner.organisation).viewer
    results = race(
        alpha,
        lambda: services.accept_interest(interest=Interest.objects.get(pk=talk.pk), actor=viewer),
        lambda: services.accept_interest(interest=Interest.objects.get(pk=talk.pk), actor=colleague),
    )
    assert sorted(type(result).__name__ for result in results) == ["Interest", "StateConflict"]


@pytest.mark.django_db(transaction=True)
def test_one_live_interest_even_when_two_colleagues_answer_at_once(
    alpha: Cluster, answerer: Person, person: Make
) -> None:
    item = ItemFactory()
    organisation = answerer.organisation
    assert organisation is not None
    viewers = [answerer.viewer, person(organisation=organisation).viewer]
    results = race(
        alpha,
        *(
            lambda viewer=viewer: services.send_interest(
                item=item, organisation=organisation, message="We", actor=viewer
            )
            for viewer in viewers
        ),
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Interest"]
    assert Interest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_win(alpha: Cluster, owner: Person) -> None:
    """The negative control: the same decision by reading and writing without a lock is taken twice."""
    talk = InterestFactory(item__organisation=owner.organisation)
    both_read = Barrier(2)

    def decide() -> bool:
        with transaction.atomic():
            row = Interest.objects.get(pk=talk.pk)
            both_read.wait(10)
            if row.state != InterestState.SENT:
                return False
            row.state = InterestState.ACCEPTED
            row.save()
            return True

    assert race(alpha, decide, decide) == [True, True]


def test_comments_of_people_who_left_stay(reader: Person) -> None:
    comment = CommentFactory(author=reader.user)
    reader.user.delete()
    assert Comment.objects.get(pk=comment.pk).author_id is None
