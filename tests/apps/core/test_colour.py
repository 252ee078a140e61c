"""One brand colour gives accents that people can read, or is refused with a suggestion."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.core.web import colour

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def assert_readable(accent: colour.Accent, surfaces: tuple[str, ...]) -> None:
    for ground in (*surfaces, accent.soft):
        assert colour.contrast(accent.accent, ground) >= 4.5
    assert colour.contrast(accent.ink, accent.accent) >= 4.5
    assert colour.contrast(accent.ink, accent.hover) >= 4.5


@given(colours)
@settings(max_examples=300, deadline=None)
def test_every_colour_becomes_readable_in_both_themes(value: str) -> None:
    palette = colour.accent_palette(value)
    assert_readable(palette.light, colour.LIGHT_SURFACES)
    assert_readable(palette.dark, colour.DARK_SURFACES)


@given(colours)
@settings(max_examples=300, deadline=None)
def test_a_refused_colour_comes_with_one_that_is_accepted(value: str) -> None:
    refusal = refusal_of(value)
    if refusal is not None and refusal.params:
        suggestion = refusal.params["suggestion"]
        assert suggestion in refusal.messages[0]
        assert refusal_of(suggestion) is None
        assert colour.contrast(suggestion, "#ffffff") >= 4.5


def refusal_of(value: str) -> ValidationError | None:
    try:
        colour.validate_brand_colour(value)
    except ValidationError as error:
        return error
    return None


@pytest.mark.parametrize("value", ["#0b5c7a", "#2b6e3f", "#8a1c5a", "#1b5e20", "#B3261E"])
def test_a_readable_colour_stays_as_it_is(value: str) -> None:
    colour.validate_brand_colour(value)
    assert colour.accent_palette(value).light.accent == value.lower()


@pytest.mark.parametrize("value", ["#f2a900", "#ffffff", "#00e5ff"])
def test_a_light_colour_is_refused(value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        colour.validate_brand_colour(value)
    assert caught.value.code == "colour_contrast"


@pytest.mark.parametrize("value", ["", "red", "#fff", "0b5c7a", "#0b5c7g", "#0b5c7a;}body{display:none", "#0b5c7a\n"])
def test_a_text_that_is_no_colour_is_refused(value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        colour.validate_brand_colour(value)
    assert caught.value.code == "colour_format"
    with pytest.raises(ValueError, match="not a #rrggbb colour"):
        colour.brand_stylesheet(value)


def test_contrast_is_that_of_wcag() -> None:
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colour.contrast("#123456", "#123456") == 1


def test_the_stylesheet_sets_the_accents_of_both_themes() -> None:
    css = colour.brand_stylesheet("#0b5c7a")
    palette = colour.accent_palette("#0b5c7a")
    assert css.startswith(f":root{{--ck-accent:{palette.light.accent};")
    assert '@media (prefers-color-scheme:dark){:root:not([data-theme="light"])' in css
    assert css.count(f"--ck-accent:{palette.dark.accent};") == 2


def test_the_surfaces_are_those_of_the_tokens() -> None:
    found = finders.find("clusterkit/css/tokens.css")
    assert found is not None
    tokens = Path(found).read_text(encoding="utf-8")
    light, dark = tokens.split("@media (prefers-color-scheme: dark)")

    def values(css: str, *names: str) -> set[str]:
        return {value for name in names for value in re.findall(rf"--ck-{name}: (#[0-9a-f]{{6}});", css)}

    assert values(light, "surface", "raised", "soft") == set(colour.LIGHT_SURFACES)
    assert values(dark, "surface", "raised", "soft") == set(colour.DARK_SURFACES)


def test_the_tones_are_readable_on_their_grounds() -> None:
    found = finders.find("clusterkit/css/tokens.css")
    assert found is not None
    light, dark, _same_dark = re.split(
        r"@media \(prefers-color-scheme: dark\)|:root\[data-theme", Path(found).read_text()
    )
    for theme in (light, dark):
        tokens = dict(re.findall(r"--ck-([a-z-]+): (#[0-9a-f]{6});", theme))
        for tone in ("info", "good", "warn", "bad"):
            for ground in (tokens[f"{tone}-soft"], tokens["surface"], tokens["soft"]):
                assert colour.contrast(tokens[tone], ground) >= 4.5, (tone, ground)
        for ground in ("surface", "raised", "soft"):
            assert colour.contrast(tokens["muted"], tokens[ground]) >= 4.5
            assert colour.contrast(tokens["ink"], tokens[ground]) >= 7
            assert colour.contrast(tokens["line-strong"], tokens[ground]) >= 3
