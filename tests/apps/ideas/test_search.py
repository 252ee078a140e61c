"""Finding items by words: forms, languages, weights, mistakes, and nothing that somebody may not read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.ideas.enums import ItemMode, ItemState
from clusterkit.ideas.models import Item, SearchWord
from clusterkit.ideas.selectors import listed, search, search_items, snippet
from clusterkit.ideas.selectors.search import candidates, rarity
from clusterkit.ideas.selectors.words import near_words
from clusterkit.ideas.services.words import count_changed
from clusterkit.testing.factories.directory import OrganisationFactory
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


def found_for(viewer: Viewer, text: str) -> tuple[list[str], str]:
    """The titles found, and the words that were taken in place of the typed ones."""
    rows: list[Any] = list(search_items(listed(viewer), viewer, text))
    return [row.title for row in rows], rows[0].shown_for if rows else ""


@pytest.fixture
def pumps() -> list[Item]:
    rows: list[Any] = [
        ItemFactory(title="Ингибиторы коррозии", summary="Защита труб", body="Нужны реагенты для воды"),
        ItemFactory(title="Насосы", summary="Для нефтепродуктов", body="Центробежные, по API 610"),
        ItemFactory(title="Лабараторыя вады", summary="Аналіз трубаправодаў", body="Акрэдытаваная"),
        ItemFactory(title="Corrosion tests", summary="Samples of pipes", body="Weekly testing", tags=["salt spray"]),
    ]
    count_changed()
    return rows


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("насос", "Насосы"),
        ("насосами для нефтепродукта", "Насосы"),
        ("КОРРОЗИЯ ингибитор", "Ингибиторы коррозии"),
        ("ингиб", "Ингибиторы коррозии"),
        ("лабараторыі", "Лабараторыя вады"),
        ("трубаправод", "Лабараторыя вады"),
        ("sample of pipe", "Corrosion tests"),
        ("testing", "Corrosion tests"),
        ("salt spray", "Corrosion tests"),
        ("реагентом", "Ингибиторы коррозии"),
        ("и для", ""),
    ],
)
def test_words_are_found_in_any_form_of_three_languages(
    reader: Person, pumps: list[Item], text: str, title: str
) -> None:
    assert titles(reader.viewer, text) == ([title] if title else [])


@pytest.mark.parametrize(
    ("text", "instead", "title"),
    [
        ("корозия", "коррозии", "Ингибиторы коррозии"),
        ("инигбиторы", "ингибиторы", "Ингибиторы коррозии"),
        ("насосыы нефтепродктов", "насосы нефтепродуктов", "Насосы"),
        ("rjhhjpbz", "коррозия", "Ингибиторы коррозии"),
        ("yfcjcs", "насосы", "Насосы"),
        ("лабораторыя", "лабараторыя", "Лабараторыя вады"),
        ("corosion", "corrosion", "Corrosion tests"),
        ("сщккщышщт", "corrosion", "Corrosion tests"),
        ("Корозия «труб»", "коррозии «труб»", "Ингибиторы коррозии"),
    ],
)
def test_typing_mistakes_are_forgiven_and_it_is_said(
    reader: Person, pumps: list[Item], text: str, instead: str, title: str
) -> None:
    assert found_for(reader.viewer, text) == ([title], instead)


def test_what_is_found_as_typed_is_not_corrected(reader: Person, pumps: list[Item]) -> None:
    assert found_for(reader.viewer, "насосы") == (["Насосы"], "")
    # Not counted yet, and found all the same.
    ItemFactory(title="Нососы")
    assert found_for(reader.viewer, "нососы") == (["Нососы"], "")


def test_words_far_from_all_known_ones_find_nothing(reader: Person, pumps: list[Item]) -> None:
    assert found_for(reader.viewer, "автомобильчик") == ([], "")
    assert found_for(reader.viewer, "нас сос") == ([], "")


def test_titles_weigh_more_than_summaries_and_those_more_than_texts(reader: Person) -> None:
    moment = timezone.now()
    for part in ("body", "summary", "title"):
        ItemFactory(**{"title": f"By {part}", part: f"By {part}: фильтр"}, published_at=moment)
    assert titles(reader.viewer, "фильтр") == ["By title: фильтр", "By summary", "By body"]


def test_among_equals_the_newer_stands_above_but_an_old_better_one_is_better(reader: Person) -> None:
    now = timezone.now()
    ItemFactory(title="Old фильтр", summary="фильтр", body="фильтр", published_at=now - timedelta(days=200))
    ItemFactory(title="New", body="фильтр", published_at=now)
    ItemFactory(title="Newer", body="фильтр", published_at=now + timedelta(minutes=1))
    assert titles(reader.viewer, "фильтр") == ["Old фильтр", "Newer", "New"]


def test_common_words_are_ranked_among_the_newest_and_found_completely_by_day(
    reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COMMON", 3)
    monkeypatch.setattr(search, "RANKED", 4)
    now = timezone.now()
    for age in range(6):
        ItemFactory(title=f"{age}", body="фильтр", published_at=now - timedelta(days=age))
    count_changed()
    rows = listed(reader.viewer)
    assert titles(reader.viewer, "фильтры") == ["0", "1", "2", "3"]
    everything = search_items(rows, reader.viewer, "фильтры", ranked=False)
    assert [row.title for row in everything] == ["0", "1", "2", "3", "4", "5"]
    # Filters that were applied before narrow the newest, not what is left of them.
    older = rows.filter(published_at__lt=now - timedelta(days=3, hours=12))
    assert [row.title for row in search_items(older, reader.viewer, "фильтры")] == ["4", "5"]


def test_snippets_mark_the_words_and_escape_the_rest(reader: Person) -> None:
    ItemFactory(title="T", summary="Нужны фильтры, 5 < 6 & больше", body="x")
    row: Any = search_items(listed(reader.viewer), reader.viewer, "фильтр")[0]
    assert "<mark>фильтры</mark>" in snippet(row.found)
    assert "5 &lt; 6 &amp; больше" in snippet(row.found)


class TestWhatAGuestMayNotRead:
    """Twin worlds: one has words that he may not read, the other has none; he is answered alike."""

    @pytest.fixture
    def seen(self) -> None:
        ItemFactory(title="Насосы", summary="Поставка", body="Подробности")
        count_changed()

    @pytest.fixture(params=["text", "members", "draft", "hidden", "withdrawn", "unpublished", "anonymous owner"])
    def secret(self, request: pytest.FixtureRequest) -> None:
        """A word is there that a guest may not know: гидрокрекинг."""
        match request.param:
            case "text":
                ItemFactory(title="A", summary="B", body="Гидрокрекинг")
            case "members":
                ItemFactory(title="Гидрокрекинг", mode=ItemMode.MEMBERS)
            case "draft":
                ItemFactory(title="Гидрокрекинг", state=ItemState.DRAFT, published_at=None)
            case "unpublished":
                ItemFactory(title="Гидрокрекинг", organisation=OrganisationFactory(is_published=False))
            case "anonymous owner":
                owner = OrganisationFactory(name={"ru": "Гидрокрекинг"}, short_name={"ru": "Гидрокрекинг"})
                ItemFactory(title="A", organisation=owner, mode=ItemMode.ANONYMOUS)
            case state:
                ItemFactory(title="Гидрокрекинг", state=state)
        count_changed()

    @pytest.mark.parametrize("text", ["гидрокрекинг", "гидрокренинг", "гидрокр", "ublhjrhtrbyu", "гидрокрекинг насосы"])
    def test_a_guest_is_answered_alike_whether_the_word_is_there_or_not(
        self, guest: Viewer, seen: None, secret: None, text: str
    ) -> None:
        assert found_for(guest, text) == ([], "")
        assert near_words(guest, text) == []

    def test_a_word_becomes_nobodys_with_the_item(self, guest: Viewer, seen: None) -> None:
        item = ItemFactory(title="Гидрокрекинг")
        count_changed()
        assert found_for(guest, "гидрокренинг") == (["Гидрокрекинг"], "гидрокрекинг")
        item.state = ItemState.HIDDEN
        item.save()
        # Before the worker has been here, and after.
        assert found_for(guest, "гидрокренинг") == ([], "")
        count_changed()
        assert near_words(guest, "гидрокренинг") == []

    def test_who_may_read_it_is_corrected(self, reader: Person, owner: Person, guest: Viewer) -> None:
        ItemFactory(title="Алкилирование", mode=ItemMode.MEMBERS)
        ItemFactory(title="A", body="Гидрокрекинг")
        count_changed()
        assert found_for(reader.viewer, "гидрокренинг") == (["A"], "гидрокрекинг")
        assert found_for(reader.viewer, "алкелирование") == ([], "")
        assert found_for(owner.viewer, "алкелирование") == (["Алкилирование"], "алкилирование")
        assert found_for(guest, "алкелирование") == found_for(guest, "гидрокренинг") == ([], "")


def test_a_search_costs_two_queries_for_any_number_of_rows(
    reader: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    viewer = reader.viewer
    for _round in range(2):
        ItemFactory.create_batch(2, body="фильтр")
        count_changed()
        with django_assert_num_queries(3):  # what is known of the words, the rows, their sectors
            assert len(search_items(listed(viewer), viewer, "фильтр")) in (2, 4)


class AnyText(TestCase):
    """Whatever is typed, there is an answer."""

    @given(st.text(max_size=60) | st.text("абв ',[]j;:&|!()*\\<>\x00", max_size=30))
    def test_any_text_is_answered(self, text: str) -> None:
        viewer = viewer_of(AnonymousUser())
        assert list(search_items(listed(viewer), viewer, text.replace("\x00", ""))) == []
