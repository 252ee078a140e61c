"""Hook points of the surfaces that belong to no feature: home, search, one's own page, the office's board, menu.

The portal draws them and the features fill them; both know only this module. Every receiver must go through
``visible_to`` for the viewer it is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from clusterkit.core.hookpoints import Collect
from clusterkit.core.policies import Actor

Text = str | Promise


@dataclass(frozen=True)
class ViewerPayload:
    """The person who looks. ``query`` are the parameters of the page's address, for parts that let one choose."""

    viewer: Actor
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchPayload:
    """The person who searches, what was typed, and how many rows each source may answer with."""

    viewer: Actor
    text: str
    limit: int = 10


@dataclass(frozen=True)
class Block:
    """A part of a page: a template rendered with ``context``. ``place`` is "main", "side" or, on the board, "top"; lower ``order``
    stands higher.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    place: str = "main"
    order: int = 100


@dataclass(frozen=True)
class SearchHit:
    """One found thing: the kind in words ("Event"), its title, where it is, and a line about it."""

    kind: Text
    title: str
    url: str
    summary: str = ""
    when: datetime | None = None


@dataclass(frozen=True)
class SearchGroup:
    """The hits of one source, with the address of its full list filtered by the same words."""

    label: Text
    hits: Sequence[SearchHit]
    more_url: str = ""
    order: int = 100


@dataclass(frozen=True)
class Task:
    """Something that needs this person: what, where, since when, and how pressing (good, info, warn, bad)."""

    title: Text
    url: str
    detail: Text = ""
    since: datetime | None = None
    tone: str = "info"


@dataclass(frozen=True)
class Entry:
    """An entry of a menu. Lower ``order`` stands first; ``count`` is a number worth seeing, or None.

    ``footer`` puts an entry of the main menu beneath the page instead of into its head.
    """

    label: Text
    url: str
    order: int = 100
    count: int | None = None
    footer: bool = False


@dataclass(frozen=True)
class SwitchOption:
    """One choice of a switch."""

    value: str
    label: Text
    current: bool = False


@dataclass(frozen=True)
class Switch:
    """A choice in the menu of the signed-in person: each option is a button that posts its value as *name* to *url*.

    ``next``, the address of the page, is posted too, so that the view may lead back.
    """

    label: Text
    url: str
    name: str
    options: Sequence[SwitchOption]


home_blocks: Collect[ViewerPayload, Block] = Collect(
    "home_blocks", ViewerPayload, "Blocks of the cluster's home page. Return a Block, or None to show nothing."
)
search_sources: Collect[SearchPayload, SearchGroup] = Collect(
    "search_sources", SearchPayload, "Answers of the site's search. Return a SearchGroup of what the viewer may see."
)
my_tasks: Collect[ViewerPayload, Sequence[Task]] = Collect(
    "my_tasks", ViewerPayload, "What needs this person, for the top of one's own page. Return a sequence of Task."
)
my_blocks: Collect[ViewerPayload, Block] = Collect(
    "my_blocks", ViewerPayload, "Blocks of a person's own page, such as the items of his organisation."
)
board_tasks: Collect[ViewerPayload, Sequence[Task]] = Collect(
    "board_tasks", ViewerPayload, "What waits for the cluster's office, for the top of the coordinator's board."
)
board_blocks: Collect[ViewerPayload, Block] = Collect(
    "board_blocks", ViewerPayload, "Blocks of the coordinator's board, such as a chart of applications by state."
)
main_menu: Collect[ViewerPayload, Sequence[Entry]] = Collect(
    "main_menu", ViewerPayload, "Entries of the main menu beyond those of the app configs. Return a sequence of Entry."
)
account_menu: Collect[ViewerPayload, Sequence[Entry]] = Collect(
    "account_menu", ViewerPayload, "Entries of the menu of the signed-in person."
)
account_switches: Collect[ViewerPayload, Switch] = Collect(
    "account_switches",
    ViewerPayload,
    "Choices in the menu of the signed-in person, such as for which of his organisations he acts. Return a Switch, or None.",
)
primary_actions: Collect[ViewerPayload, Entry] = Collect(
    "primary_actions",
    ViewerPayload,
    "The main actions of the site for this viewer (on a phone the first two stand below).",
)
