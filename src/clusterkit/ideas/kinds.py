"""Kinds of items: request, offer, idea, and those that a host project registers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise
OPTIONAL_FIELDS: Final = frozenset({"region", "readiness", "cooperation", "budget", "deadline"})
"""What a kind may ask for beside title, text, sectors, tags, language, mode and the last day."""


@dataclass(frozen=True)
class ItemKind:
    """A kind of item.

    ``label`` and ``plural`` name it ("Request", "Requests"); ``choice`` and ``about`` explain it where one chooses;
    ``title_hint``, ``summary_hint`` and ``text_hint`` help while writing; ``tone`` colours its chip
    (neutral, info, good, warn, bad, accent); lower ``order`` stands first. ``fields`` are the optional questions of its
    form (of :data:`OPTIONAL_FIELDS`), ``template`` is the text that a new one begins with. ``matches`` are the codes of the kinds
    that it is scored against, ``fits_organisations`` says whether organisations are suggested by their capabilities.
    ``has_support`` opens supporting, the shortlist and the official answer, ``has_best_answer`` lets the owner choose one
    of the comments, ``has_topics`` lets a university take it as a topic.
    """

    code: str
    label: Text
    plural: Text
    choice: Text
    about: Text = ""
    title_hint: Text = ""
    summary_hint: Text = ""
    text_hint: Text = ""
    tone: str = "neutral"
    order: int = 100
    fields: frozenset[str] = frozenset()
    template: Text = ""
    matches: frozenset[str] = frozenset()
    fits_organisations: bool = False
    has_support: bool = False
    has_best_answer: bool = False
    has_topics: bool = False


class ItemKinds:
    """The registry of kinds."""

    def __init__(self) -> None:
        self._kinds: dict[str, ItemKind] = {}

    def register(self, kind: ItemKind) -> ItemKind:
        """Add a kind; a later one with the same code replaces an earlier one. Codes have at most 20 characters.

        Raises ``ValueError`` for a longer code and for fields that items do not have.
        """
        if not 0 < len(kind.code) <= 20:
            raise ValueError(f"The code {kind.code!r} of a kind has 1 to 20 characters")
        if not kind.fields <= OPTIONAL_FIELDS:
            raise ValueError(f"The kind {kind.code!r} asks for fields that items do not have")
        self._kinds[kind.code] = kind
        return kind

    def unregister(self, code: str) -> None:
        """Take a kind out again. Its items stay and show the bare code."""
        self._kinds.pop(code, None)

    def find(self, code: str) -> ItemKind | None:
        """The kind of this code; None for an unknown one."""
        return self._kinds.get(code)

    def get(self, code: str) -> ItemKind:
        """The kind of this code; one that is not registered any more is shown by its code."""
        return self._kinds.get(code) or ItemKind(code, code, code, code)

    def __iter__(self) -> Iterator[ItemKind]:
        return iter(sorted(self._kinds.values(), key=lambda kind: kind.order))

    def choices(self) -> list[tuple[str, Text]]:
        """Codes and labels for a form."""
        return [(kind.code, kind.label) for kind in self]


item_kinds = ItemKinds()

REQUEST = item_kinds.register(
    ItemKind(
        code="request",
        label=pgettext_lazy("kind of item", "Request"),
        plural=pgettext_lazy("kind of item", "Requests"),
        choice=_("We need something"),
        about=_("A problem to solve, a service, a part, a measurement, a person with a skill."),
        title_hint=_("Name the problem so that a specialist recognises it."),
        summary_hint=_("One or two sentences without secrets: everybody reads them."),
        text_hint=_("What was tried, in which conditions, by when, what the other side would get."),
        tone="info",
        order=10,
        fields=OPTIONAL_FIELDS,
        template=_(
            "## What is needed\n\n\n\n"
            "## Where and in which conditions\n\n\n\n"
            "## What was tried already\n\n\n\n"
            "## What we expect of the other side\n\n"
        ),
        matches=frozenset({"offer"}),
        fits_organisations=True,
        has_best_answer=True,
        has_topics=True,
    )
)
OFFER = item_kinds.register(
    ItemKind(
        code="offer",
        label=pgettext_lazy("kind of item", "Offer"),
        plural=pgettext_lazy("kind of item", "Offers"),
        choice=_("We can do something"),
        about=_("Free capacity, equipment, laboratory time, knowledge, a place for practice."),
        title_hint=_("Name what you can do."),
        summary_hint=_("One or two sentences without secrets: everybody reads them."),
        text_hint=_("What exactly, in which amounts, when it is free, on what terms."),
        tone="good",
        order=20,
        fields=OPTIONAL_FIELDS - {"deadline"},
        template=_(
            "## What we can do\n\n\n\n"
            "## In which amounts and when it is free\n\n\n\n"
            "## On what terms\n\n\n\n"
            "## Where it was done already\n\n"
        ),
        matches=frozenset({"request"}),
    )
)
IDEA = item_kinds.register(
    ItemKind(
        code="idea",
        label=pgettext_lazy("kind of item", "Idea"),
        plural=pgettext_lazy("kind of item", "Ideas"),
        choice=_("We have an idea"),
        about=_("Something the participants could do together."),
        title_hint=_("Name the idea in a few words."),
        summary_hint=_("One or two sentences without secrets: everybody reads them."),
        text_hint=_("What would change, who is needed, what the first step could be."),
        tone="accent",
        order=30,
        fields=frozenset({"region", "readiness", "cooperation"}),
        template=_("## What would change\n\n\n\n## Who is needed\n\n\n\n## The first step\n\n"),
        has_support=True,
    )
)
