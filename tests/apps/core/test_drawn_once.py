"""What is drawn or put together once is the same that drawing it anew would give."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.urls import NoReverseMatch, path, reverse, set_script_prefix
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from pytest_django import Settings

from clusterkit.core.addresses import address_of
from clusterkit.core.translated import Translated

urlpatterns = [path("elsewhere/<int:pk>/", lambda request, pk: None, name="somewhere")]  # type: ignore[arg-type, return-value]


def render(source: str, **values: Any) -> str:
    return engines["django"].from_string("{% load clusterkit %}" + source).render(values)


def test_a_text_that_is_html_and_one_that_only_looks_like_it_are_two() -> None:
    assert "<b>new</b>" in render("{% chip text %}", text=mark_safe("<b>new</b>"))
    assert "&lt;b&gt;new&lt;/b&gt;" in render("{% chip text %}", text="<b>new</b>")
    assert render("{{ text|typograph }}", text=mark_safe("<i>a</i>")) == "<i>a</i>"
    assert render("{{ text|typograph }}", text="<i>a</i>") == "&lt;i&gt;a&lt;/i&gt;"


def test_each_language_has_its_own_words() -> None:
    text = Translated({"en": "Chemistry", "ru": "Химия"})
    drawn = {}
    for code in ("en", "ru", "en"):
        with translation.override(code):
            drawn[code] = render("{% chip text %}{% event_date day %}{% button label url='/' %}",
                                 text=text, day=date(2026, 1, 15), label=gettext_lazy("January"))  # fmt: skip
    assert "Chemistry" in drawn["en"]
    assert "January" in drawn["en"]
    assert "Thursday" in drawn["en"]
    assert "Химия" in drawn["ru"]
    assert "Январь" in drawn["ru"]
    assert "января" in drawn["ru"]


def test_the_filters_write_what_the_date_filter_writes() -> None:
    moment = datetime(2026, 1, 31, 21, 30, tzinfo=UTC)
    for code in ("en", "ru", "be"):
        with translation.override(code):
            for style in ("Y-m-d", "E", "j", "l", "D"):
                assert render("{{ m|day:s }}", m=moment, s=style) == render("{{ m|date:s }}", m=moment, s=style)
            assert render("{{ m|clock }}", m=moment) == render('{{ m|date:"TIME_FORMAT" }}', m=moment)


def test_an_overridden_element_takes_the_place_of_one_that_was_drawn(tmp_path: Path, settings: Settings) -> None:
    assert "ours" not in render('{% chip "Kept" %}')
    file = tmp_path / "clusterkit" / "elements" / "chip.html"
    file.parent.mkdir(parents=True)
    file.write_text("ours: {{ text }}", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert render('{% chip "Kept" %}') == "ours: Kept"


def test_an_address_follows_the_addresses_in_force(settings: Settings) -> None:
    with pytest.raises(NoReverseMatch):
        address_of("somewhere", pk=3)
    settings.ROOT_URLCONF = __name__
    assert address_of("somewhere", pk=3) == "/elsewhere/3/"
    assert address_of("somewhere", pk=4) == "/elsewhere/4/"
    set_script_prefix("/below/")
    try:
        assert address_of("somewhere", pk=3) == reverse("somewhere", kwargs={"pk": 3}) == "/below/elsewhere/3/"
    finally:
        set_script_prefix("/")
