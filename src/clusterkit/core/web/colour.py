"""The accent colours of a cluster, computed from its one brand colour so that people can read them.

Arithmetic happens in OKLCH, where a change of lightness keeps the hue a person sees; contrast is the
ratio of relative luminances that WCAG defines. The surfaces below repeat those of ``tokens.css``.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LIGHT_SURFACES = ("#ffffff", "#f3f6f6")
DARK_SURFACES = ("#12191b", "#192225", "#1d282b")
LIGHT_INK = "#ffffff"
DARK_INK = "#0b1214"
MINIMUM_CONTRAST = 4.5
# How far lightness may move before the result is another colour than the one that was asked for.
TOLERATED_SHIFT = 0.1

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Accent:
    """The accent roles in one theme, each ``#rrggbb``.

    ``accent`` serves as text on every surface and as the ground of ``ink``; ``hover`` is the ground of
    ``ink`` under the pointer; ``soft`` is a quiet ground for text in ``accent``.
    """

    accent: str
    ink: str
    soft: str
    hover: str


@dataclass(frozen=True, slots=True)
class AccentPalette:
    """The accent roles for the light and the dark theme."""

    light: Accent
    dark: Accent


def contrast(a: str, b: str) -> float:
    """Return the WCAG contrast ratio, 1 to 21, of two ``#rrggbb`` colours."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=256)
def accent_palette(colour: str) -> AccentPalette:
    """Compute the accents of both themes from a brand colour ``#rrggbb``.

    Works for every colour; one that had to move far is refused earlier, by ``validate_brand_colour``.
    Raises ``ValueError`` if the text is no colour.
    """
    lightness, chroma, hue = _to_oklch(colour)
    soft = _to_hex(0.955, min(chroma, 0.025), hue)
    accent_lightness = _reach(lightness, -0.005, chroma, hue, (*LIGHT_SURFACES, soft))
    light = Accent(
        accent=colour.lower() if accent_lightness == lightness else _to_hex(accent_lightness, chroma, hue),
        ink=LIGHT_INK,
        soft=soft,
        hover=_to_hex(max(accent_lightness - 0.07, 0.0), chroma, hue),
    )
    dark_chroma = min(chroma, 0.13)
    dark_soft = _to_hex(0.3, min(chroma, 0.04), hue)
    dark_lightness = _reach(max(lightness, 0.74), 0.005, dark_chroma, hue, (*DARK_SURFACES, dark_soft, DARK_INK))
    dark = Accent(
        accent=_to_hex(dark_lightness, dark_chroma, hue),
        ink=DARK_INK,
        soft=dark_soft,
        hover=_to_hex(min(dark_lightness + 0.06, 1.0), dark_chroma, hue),
    )
    return AccentPalette(light, dark)


def validate_brand_colour(value: str) -> None:
    """Accept ``#rrggbb`` colours that can carry actions on a light page without becoming another colour.

    Raises ``ValidationError``: code ``colour_format`` for a text that is no colour, code
    ``colour_contrast`` for one too light to read, with ``params["suggestion"]``, the nearest that serves.
    """
    if not _HEX.fullmatch(value):
        raise ValidationError(_("Write the colour as # and six characters, for example #0b5567."), code="colour_format")
    suggestion = accent_palette(value).light.accent
    if _to_oklch(value)[0] - _to_oklch(suggestion)[0] > TOLERATED_SHIFT:
        raise ValidationError(
            _("%(value)s is too light: words and buttons in it are hard to read. Try %(suggestion)s."),
            code="colour_contrast",
            params={"value": value, "suggestion": suggestion},
        )


def brand_stylesheet(colour: str) -> str:
    """Return the CSS with the accent properties of both themes, to be served as the brand stylesheet.

    Raises ``ValueError`` if the text is no colour.
    """
    palette = accent_palette(colour)
    light, dark = _properties(palette.light), _properties(palette.dark)
    return (
        f":root{{{light}}}\n"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
        f':root[data-theme="dark"]{{{dark}}}\n'
    )


def _properties(accent: Accent) -> str:
    return (
        f"--ck-accent:{accent.accent};--ck-accent-ink:{accent.ink};"
        f"--ck-accent-soft:{accent.soft};--ck-accent-hover:{accent.hover}"
    )


def _reach(lightness: float, step: float, chroma: float, hue: float, grounds: Iterable[str]) -> float:
    """Move the lightness step by step until the colour is readable on every ground."""
    grounds = tuple(grounds)
    while 0.0 < lightness < 1.0:
        colour = _to_hex(lightness, chroma, hue)
        if all(contrast(colour, ground) >= MINIMUM_CONTRAST for ground in grounds):
            return lightness
        lightness += step
    return min(max(lightness, 0.0), 1.0)


def _channels(colour: str) -> tuple[float, float, float]:
    if not _HEX.fullmatch(colour):
        raise ValueError(f"not a #rrggbb colour: {colour!r}")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = _channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _to_hex(lightness: float, chroma: float, hue: float) -> str:
    """Return the nearest colour a screen can show: chroma gives way, lightness and hue stay."""
    while True:
        channels = _from_oklch(lightness, chroma, hue)
        if chroma <= 0 or all(-0.0005 <= channel <= 1.0005 for channel in channels):
            break
        chroma = max(chroma - 0.004, 0.0)
    return "#" + "".join(f"{round(_gamma(min(max(channel, 0.0), 1.0)) * 255):02x}" for channel in channels)


def _from_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
