"""The structured arguments of the elements: what a view hands to a timeline, a stepper, tabs.

Each is a small frozen dataclass; a mapping with the same keys serves as well. Texts may be lazy.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from django.conf import settings
from django.template import Context, Template
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Text: TypeAlias = str | Promise

# The words an element may take for its tone.
TONES = ("neutral", "info", "good", "warn", "bad", "accent")


@dataclass(frozen=True, slots=True)
class Crumb:
    """One place on the way to a page; the last one has no ``url``."""

    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu: ``count`` is a number of things that wait there."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the cluster, named in itself ("Беларуская")."""

    code: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several views of the same page, each with an address of its own."""

    label: Text
    url: str
    current: bool = False
    count: int | Text | None = None


@dataclass(frozen=True, slots=True)
class FacetOption:
    """A choice that narrows a list: ``url`` is the list with the choice made, or unmade if ``current``.

    ``count`` is a number, or words ("1,000+") where nobody counted to the end.
    """

    label: Text
    url: str
    count: int | Text | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter in force above a list: what it is about and its value; ``url`` is the list without it."""

    label: Text
    value: Text
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a longer way. ``state`` is ``done``, ``current``, ``todo`` or ``bad``."""

    label: Text
    state: str = "todo"
    url: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened: when (an aware instant), who did it, what; ``tone`` is one of ``TONES``."""

    when: datetime
    who: Text
    text: Text
    tone: str = "neutral"
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value; it is left out of the list when the value is empty."""

    label: Text
    value: object
    url: str = ""


def render_element(context: Context, name: str, values: Mapping[str, Any]) -> str:
    """Render ``clusterkit/elements/<name>.html`` with these values and the page's CSRF token."""
    inner = context.new({"csrf_token": context.get("csrf_token"), **values})
    return _template(context, name).render(inner)


def render_once(context: Context, element: str, /, **values: Any) -> SafeString:
    """As :func:`render_element`, but the same values in the same language are drawn once and kept.

    For small elements that show their values and nothing else: no form, no moment that is told from now. All that an
    element knows is in the key, so what is kept for one reader is what any other would get.
    """
    plain = {key: value if type(value) in _PLAIN else conditional_escape(value) for key, value in values.items()}
    draw = _draw if settings.DEBUG else _draw_once
    return draw(_template(context, element), get_language(), context.autoescape, **plain)


_PLAIN = frozenset({str, SafeString, int, bool, date, type(None)})


def _template(context: Context, name: str) -> Template:
    if context.template is None:
        raise ValueError("elements are rendered inside a template")
    return context.template.engine.get_template(f"clusterkit/elements/{name}.html")


def _draw(template: Template, language: str | None, autoescape: bool, /, **values: Hashable) -> SafeString:
    return template.render(Context(values, autoescape=autoescape))


# By type too: a text that is safe HTML is not the same text that is not.
_draw_once = lru_cache(maxsize=2048, typed=True)(_draw)
