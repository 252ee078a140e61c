"""Finding items by words: forms, languages, weights, mistakes, and nothing that somebody may not read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clusterkit.access.viewer import Viewer
from clusterkit.ideas.models import Item, SearchWord
from clusterkit.ideas.selectors import listed, search_items
from clusterkit.ideas.selectors.search import candidates, rarity
from clusterkit.testing.factories.ideas import ItemFactory
from tests.apps.ideas.conftest import Person

pytestmark = pytest.mark.django_db


def titles(viewer: Viewer, text: str) -> list[str]:
    return [item.title for item in search_items(listed(viewer), viewer, text)]


def test_a_rarer_word_tells_more() -> None:
    SearchWord.objects.create(word="", items=1000)
    SearchWord.objects.create(word="насос", items=300)
    SearchWord.objects.create(word="насоса", items=200)
    SearchWord.objects.create(word="ингибитор", items=3)
    found = rarity(["насосы", "ингибиторов", "неизвестное", "для"])
    assert 0 < found["насосы"] < found["ингибиторов"] < found["неизвестное"]
    assert found["для"] == 0


def test_candidates_have_any_of_the_words_those_with_the_most_telling_first() -> None:
    both = ItemFactory(title="Насос с ингибитором")
    one = ItemFactory(title="Насос")
    ItemFactory(title="Фильтр")
    found = list(candidates(Item.objects.all(), ["насосы", "ингибитор", "и"]))
    assert found == [both, one]
    assert list(candidates(Item.objects.all(), ["и", "  "])) == []
    assert len(candidates(Item.objects.all(), ["насос"], limit=1)) == 1
