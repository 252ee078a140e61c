"""The structured arguments of the elements: what a view hands to a timeline, a stepper, tabs.

Each is a small frozen dataclass; a mapping with the same keys serves as well. Texts may be lazy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.template import Context
from django.utils.functional import Promise

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
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FacetOption:
    """A choice that narrows a list: ``url`` is the list with the choice made, or unmade if ``current``."""

    label: Text
    url: str
    count: int | None = None
    current: bool = False


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
    if context.template is None:
        raise ValueError("elements are rendered inside a template")
    template = context.template.engine.get_template(f"clusterkit/elements/{name}.html")
    inner = context.new({"csrf_token": context.get("csrf_token"), **values})
    return template.render(inner)
