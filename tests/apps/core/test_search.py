"""Search words: Russian forms, beginnings of words, and nothing that a person types breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clusterkit.core.search import search_query
from clusterkit.directory.models import Organisation

pytestmark = pytest.mark.django_db


def found(text: str) -> set[str]:
    query = search_query(text)
    assert query is not None
    return set(Organisation.objects.filter(search=query).values_list("slug", flat=True))


@pytest.fixture(autouse=True)
def _organisations() -> None:
    Organisation.objects.create(
        slug="refinery", name={"ru": "Завод полимеров"}, short_name="Z", summary={"ru": "Переработка нефти"}
    )
    Organisation.objects.create(slug="lab", name={"be": "Лабараторыя вады"}, short_name="L", summary={})


@pytest.mark.parametrize("text", ["полимер", "полимерами", "Завод ПОЛИМЕРОВ", "нефть", "перераб"])
def test_russian_word_forms_and_beginnings_are_found(text: str) -> None:
    assert found(text) == {"refinery"}


def test_belarusian_words_are_found_by_their_beginning() -> None:
    assert found("лабараторы") == {"lab"}


def test_language_codes_are_not_words() -> None:
    assert found("be") == set()


def test_nothing_searchable_is_no_query() -> None:
    assert search_query("  --- !!! ") is None


class AnyText(TestCase):
    """Whatever is typed, the database takes the query."""

    @given(st.text(max_size=40))
    def test_any_text_is_a_query_that_the_database_takes(self, text: str) -> None:
        query = search_query(text)
        if query is not None:
            list(Organisation.objects.filter(search=query))
