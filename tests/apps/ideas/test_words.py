"""How many items have a word: kept up to date through all that happens to an item, also by several workers at once."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from clusterkit.ideas import services
from clusterkit.ideas.enums import ItemMode, ItemState
from clusterkit.ideas.models import CountedItem, Item, SearchWord
from clusterkit.ideas.services.words import AT_ONCE, count_changed, mark_all
from clusterkit.ideas.words_wiring import on_worker_tick
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import DraftFactory, ItemFactory
from tests.apps.ideas.conftest import Person
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db


def numbers(word: str) -> tuple[int, int, int, int]:
    """What readers are answered by: summaries, texts, and both of members' items."""
    found = SearchWord.objects.filter(word=word).values_list("summaries", "texts", "closed_summaries", "closed_texts")
    return found.first() or (0, 0, 0, 0)


def recounted() -> dict[str, tuple[int, ...]]:
    """All numbers, counted from the items themselves."""
    found: Counter[tuple[str, str]] = Counter()
    words = dict(SearchWord.objects.values_list("pk", "word"))
    for row in CountedItem.objects.all():
        closed = "closed_" if row.audience == "closed" else ""
        for keys, names in ((row.words, ("summaries", "texts")), (row.more_words, ("texts",))):
            for key in keys:
                found[words[key], "items"] += 1
                for name in names if row.audience else ():
                    found[words[key], closed + name] += 1
    every: tuple[str, ...] = ("items", "summaries", "texts", "closed_summaries", "closed_texts")
    return {word: tuple(found[word, name] for name in every) for word in words.values()}


def kept() -> dict[str, tuple[int, ...]]:
    """All numbers as they are kept."""
    rows = SearchWord.objects.values_list("word", "items", "summaries", "texts", "closed_summaries", "closed_texts")
    return {word: tuple(counts) for word, *counts in rows}


def test_a_word_counts_once_an_item_and_apart_by_where_it_stands() -> None:
    ItemFactory(title="Насос насос", summary="Насос", body="Клапан насос")
    ItemFactory(title="Клапан", body="x1", mode=ItemMode.MEMBERS, tags=["труба"])
    ItemFactory(title="Реактор", mode=ItemMode.ANONYMOUS)
    count_changed()
    assert numbers("насос") == (1, 1, 0, 0)
    assert numbers("клапан") == (0, 1, 1, 1)
    assert numbers("труба") == (0, 0, 1, 1)
    assert numbers("реактор") == (1, 1, 0, 0)
    assert numbers("") == (2, 2, 1, 1)
    assert kept() == recounted()


def test_drafts_count_nowhere() -> None:
    DraftFactory(title="Насос")
    assert count_changed() == 0
    assert numbers("насос") == (0, 0, 0, 0)


def test_words_follow_their_item_through_its_life(owner: Person, coordinator: Person) -> None:
    item = DraftFactory(title="Насос", summary="s1", body="b1", organisation=owner.organisation, author=owner.user)
    services.publish(item=item, actor=owner.viewer)
    count_changed()
    assert numbers("насос") == (1, 1, 0, 0)
    services.hide_item(item=item, reason="Why", actor=coordinator.viewer)
    count_changed()
    assert numbers("насос") == (0, 0, 0, 0)
    services.restore_item(item=item, actor=coordinator.viewer)
    count_changed()
    assert numbers("насос") == (1, 1, 0, 0)
    services.withdraw(item=item, actor=owner.viewer)
    count_changed()
    assert numbers("насос") == (0, 0, 0, 0)
    assert kept() == recounted()


def test_changed_words_replace_the_old_ones() -> None:
    item = ItemFactory(title="Насос", summary="s1", body="b1")
    count_changed()
    item.title, item.mode = "Клапан", ItemMode.MEMBERS
    item.save()
    count_changed()
    assert numbers("насос") == (0, 0, 0, 0)
    assert numbers("клапан") == (0, 0, 1, 1)
    assert kept() == recounted()


def test_an_organisation_that_is_not_shown_takes_the_words_of_its_items_along() -> None:
    item = ItemFactory(title="Насос")
    count_changed()
    item.organisation.is_published = False
    item.organisation.save()
    count_changed()
    assert numbers("насос") == (0, 0, 0, 0)
    item.organisation.is_published = True
    item.organisation.save()
    count_changed()
    assert numbers("насос") == (1, 1, 0, 0)


def test_a_deleted_item_leaves_nothing() -> None:
    ItemFactory(title="Насос").delete()
    item = ItemFactory(title="Клапан")
    count_changed()
    item.delete()
    count_changed()
    assert numbers("насос") == numbers("клапан") == (0, 0, 0, 0)
    assert not CountedItem.objects.exists()


def test_a_second_call_changes_nothing() -> None:
    ItemFactory.create_batch(3, title="Насос")
    assert count_changed() == 3
    before = kept()
    assert count_changed() == 0
    CountedItem.objects.update(due=True)
    assert count_changed() == 3
    assert kept() == before


def test_the_worker_counts_what_was_there_before_its_words_were_counted() -> None:
    ItemFactory.create_batch(2, title="Насос", organisation=OrganisationFactory())
    CountedItem.objects.all().delete()
    on_worker_tick(None)  # type: ignore[arg-type]  # it does not look at it
    on_worker_tick(None)  # type: ignore[arg-type]
    assert numbers("насос") == (2, 2, 0, 0)
    assert mark_all() == 0


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Several workers, and people who publish meanwhile."""

    def test_workers_at_once_count_each_item_once(self) -> None:
        words = [f"слово{index}" for index in range(40)]
        for index in range(3 * AT_ONCE):
            # In another order each, so that locks taken as they come would cross.
            ItemFactory(title="Насос", body=" ".join(words[index % 40 :] + words[: index % 40]))
        found = at_once(*[count_changed] * 4)
        assert all(isinstance(done, int) for done in found), found
        count_changed()
        assert kept() == recounted()
        assert numbers("насос")[1] == numbers("слово7")[1] == 3 * AT_ONCE

    def test_two_publications_at_once_are_both_counted(self) -> None:
        rows = [DraftFactory(title="Насос", summary="s1", body="b1") for _index in range(6)]

        def show(item: Item) -> Any:
            item.state, item.published_at = ItemState.PUBLISHED, item.created_at
            with transaction.atomic():
                item.save()
                return count_changed()

        found = at_once(*(lambda row=row: show(row) for row in rows), count_changed, count_changed)
        assert all(isinstance(done, int) for done in found), found
        count_changed()
        assert numbers("насос")[1] == 6
        assert kept() == recounted()

    def test_without_the_lock_on_words_a_sum_is_lost(self) -> None:
        """The control: two who read a number, add and write it back."""
        SearchWord.objects.create(word="насос")
        both_read = threading.Barrier(2)

        def add() -> None:
            word = SearchWord.objects.get(word="насос")
            both_read.wait(10)
            word.texts += 1
            word.save()

        at_once(add, add)
        assert numbers("насос")[1] == 1


def test_a_change_is_marked_in_the_transaction_that_makes_it() -> None:
    item = ItemFactory(title="Насос")
    count_changed()
    with transaction.atomic():
        item.title = "Клапан"
        item.save()
        assert CountedItem.objects.filter(due=True).exists()
        transaction.set_rollback(True)
    assert not CountedItem.objects.filter(due=True).exists()
