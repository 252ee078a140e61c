"""The numbers beside the choices of the list: exact up to a bound, "so many or more" past it, of what the viewer sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clusterkit.access.viewer import Viewer
from clusterkit.directory.models import Sector
from clusterkit.ideas.enums import ItemMode, ItemState
from clusterkit.ideas.selectors import FacetCounts, counts_by_kind, facet_counts, facets, listed, search, search_items
from clusterkit.ideas.services.words import count_changed
from clusterkit.testing.factories.ideas import ItemFactory
from tests.apps.ideas.conftest import Person

pytestmark = pytest.mark.django_db


def counts_of(viewer: Viewer, text: str = "") -> FacetCounts:
    rows = search_items(listed(viewer), viewer, text, ranked=False)
    return facet_counts(rows, rows, rows)


@pytest.fixture
def exchange() -> None:
    water, oil = (Sector.objects.create(code=code, name={"ru": code}) for code in ("water", "oil"))
    ItemFactory.create_batch(5, sectors=[water], body="фильтр")
    ItemFactory.create_batch(2, kind="offer", sectors=[water, oil], body="фильтр", state=ItemState.IN_TALKS)
    ItemFactory(kind="idea", sectors=[oil], body="насос")
    count_changed()


def test_numbers_are_exact_up_to_the_bound(guest: Viewer, exchange: None) -> None:
    counts = counts_of(guest)
    assert counts.kinds == {"request": 5, "offer": 2, "idea": 1}
    assert counts.states == {"published": 6, "in_talks": 2}
    assert counts.sectors == {"water": 7, "oil": 3}
    assert counts.is_exact("kinds", 5)
    assert not counts.is_exact("kinds", counts.cap)


def test_past_the_bound_small_numbers_stay_exact_and_large_ones_are_cut(
    guest: Viewer, exchange: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "CAP", 4)
    monkeypatch.setattr(facets, "FIRST", 2)
    counts = counts_of(guest)
    assert counts.kinds == {"request": 4, "offer": 2, "idea": 1}
    assert counts.states == {"published": 4, "in_talks": 2}
    assert counts.sectors == {"water": 4, "oil": 3}


def test_numbers_of_common_words_are_of_the_first_items_and_say_so(
    reader: Person, exchange: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "CAP", 4)
    monkeypatch.setattr(search, "COMMON", 3)
    counts = counts_of(reader.viewer, "фильтр")
    assert counts.kinds
    assert set(counts.at_least) == {"kinds", "states", "sectors"}
    assert not counts.is_exact("kinds", 1)
    exact = counts_of(reader.viewer, "насос")
    assert (exact.kinds, exact.at_least) == ({"idea": 1}, frozenset())


def test_numbers_tell_nothing_of_what_is_hidden(guest: Viewer, exchange: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for cap in (1000, 4):
        monkeypatch.setattr(facets, "CAP", cap)
        monkeypatch.setattr(facets, "FIRST", cap)
        before = counts_of(guest)
        secret = Sector.objects.create(code=f"secret{cap}", name={"ru": "x"})
        ItemFactory(kind="offer", sectors=[secret], mode=ItemMode.MEMBERS)
        ItemFactory(kind="offer", sectors=[secret], state=ItemState.HIDDEN)
        assert counts_of(guest) == before


def test_numbers_cost_the_same_for_any_number_of_items(
    guest: Viewer, exchange: None, django_assert_num_queries: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_assert_num_queries(1):
        counts_of(guest)
    monkeypatch.setattr(facets, "CAP", 4)
    monkeypatch.setattr(facets, "FIRST", 4)
    with django_assert_num_queries(3):  # the first items, the sectors, each choice
        counts_of(guest)


def test_the_home_page_counts_open_items_up_to_the_bound(
    guest: Viewer, exchange: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ItemFactory(kind="offer", mode=ItemMode.MEMBERS)
    ItemFactory(kind="offer", state=ItemState.FULFILLED)
    monkeypatch.setattr(facets, "CAP", 3)
    counts = counts_by_kind(guest)
    assert counts.kinds == {"request": 3, "offer": 2, "idea": 1}
    assert [counts.words("kinds", number) for number in (3, 2, 0)] == ["3+", 2, 0]
