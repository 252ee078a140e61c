"""Two workers, two owners, one worker and one owner at the same moment."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from clusterkit.ideas.matching.fits import fits_of
from clusterkit.ideas.models import Dismissal, Leaning, MatchWait, Suggestion
from clusterkit.ideas.services.matching import dismiss, match_item, match_soon, match_waiting, storing
from clusterkit.testing.factories.ideas import ItemFactory
from clusterkit.testing.factories.ideas_matching import SuggestionFactory
from tests.apps.ideas.conftest import Make, Person
from tests.apps.ideas.test_matching import offer_of, request_of, shown
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_match_both_ends_of_the_same_pairs_store_each_once(owner: Person, answerer: Person) -> None:
    wanted, offered = [request_of(owner) for _n in range(3)], [offer_of(answerer) for _n in range(3)]
    results = at_once(*(lambda pk=row.pk: match_item(pk) for row in (*wanted, *offered)))
    assert results == [3] * 6
    assert Suggestion.objects.count() == 18


def test_without_the_lock_two_store_the_same_pair_and_one_fails(
    owner: Person, answerer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, offered = request_of(owner), offer_of(answerer)
    barrier, put_aside = threading.Barrier(2), storing._put_aside

    def both_have_looked(item_id: int) -> Any:
        barrier.wait(10)
        return put_aside(item_id)

    known = storing._write

    def both_have_read(*args: Any) -> None:
        barrier.wait(10)
        known(*args)

    monkeypatch.setattr(storing, "hold", lambda *words: None)
    monkeypatch.setattr(storing, "_put_aside", both_have_looked)
    monkeypatch.setattr(storing, "_write", both_have_read)
    results = at_once(lambda: match_item(wanted.pk), lambda: match_item(offered.pk))
    assert any(isinstance(result, Exception) for result in results)


def test_two_workers_share_what_waits(owner: Person) -> None:
    rows = ItemFactory.create_batch(6, organisation=owner.organisation)
    match_soon([row.pk for row in rows])
    assert sum(at_once(match_waiting, match_waiting)) == 6
    assert not MatchWait.objects.exists()


def test_two_who_put_aside_the_same_do_it_once(person: Make, owner: Person) -> None:
    colleague = person(tier="member", organisation=owner.organisation)
    row = SuggestionFactory(item=request_of(owner))
    results = at_once(
        lambda: dismiss(suggestion=row, actor=owner.viewer), lambda: dismiss(suggestion=row, actor=colleague.viewer)
    )
    assert sorted(type(result).__name__ for result in results) == ["Dismissal", "NotVisible"]
    assert Dismissal.objects.count() == 1


def test_two_who_put_aside_different_ones_both_teach(owner: Person) -> None:
    rows = [SuggestionFactory(item=request_of(owner)) for _number in range(4)]
    at_once(*(lambda row=row: dismiss(suggestion=row, actor=owner.viewer) for row in rows))
    assert Dismissal.objects.count() == 4
    assert Leaning.objects.get().weight == pytest.approx(0.8**4)


def test_what_is_put_aside_while_it_is_matched_does_not_come_back(owner: Person, answerer: Person) -> None:
    wanted, offered = request_of(owner), offer_of(answerer)
    match_item(wanted.pk)
    row = Suggestion.objects.get(item=wanted)
    at_once(
        lambda: dismiss(suggestion=row, actor=owner.viewer),
        lambda: match_item(wanted.pk),
        lambda: match_item(offered.pk),
    )
    assert shown(owner, wanted) == []
    assert not Suggestion.objects.filter(item=wanted).exists()


def test_what_was_changed_while_it_was_matched_is_not_stored(owner: Person, answerer: Person) -> None:
    wanted, _offered = request_of(owner), offer_of(answerer)
    fits = fits_of(wanted)
    type(wanted).objects.filter(pk=wanted.pk).update(version=wanted.version + 1)
    assert storing.store(wanted, fits) == 0
    assert not Suggestion.objects.exists()
