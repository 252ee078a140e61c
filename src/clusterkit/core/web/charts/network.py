"""A picture of who is linked with whom: names on an ellipse, lines whose width says how strong the link is.

Horizontal places are percentages and vertical ones pixels, as in the charts, so the names keep their size on a phone. The
order on the ellipse is computed once and always the same: who is linked strongly stands side by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from clusterkit.core.web.elements import Text

MOST_NODES: Final = 12
MOST_NUMBERS: Final = 18
LINE_LENGTH: Final = 15
THINNEST, THICKEST = 1.0, 8.0
SIDE: Final = 17.0
TOP: Final = 34
ROW: Final = 62
LINE: Final = 15
ABOVE, BELOW = -15, 24
MARGIN: Final = 20


@dataclass(frozen=True, slots=True)
class Node:
    """Something that is linked with others. ``url`` is its page; the table leads there."""

    key: int
    name: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two nodes (their keys) and its strength, above zero."""

    first: int
    second: int
    value: int


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node in the drawing: ``x`` in per cent, ``y`` in pixels, its name in one or two lines, and where these stand."""

    name: str
    x: float
    y: float
    lines: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class PlacedEdge:
    """A line in the drawing with its number in its middle."""

    first: str
    second: str
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    value: int

    @property
    def middle_x(self) -> float:
        """Where the number stands, in per cent. Off the middle, where lines through the centre would share one place."""
        return round(self.x1 + (self.x2 - self.x1) * 0.4, 2)

    @property
    def middle_y(self) -> float:
        """Where the number stands, in pixels."""
        return round(self.y1 + (self.y2 - self.y1) * 0.4, 1)


@dataclass(frozen=True)
class Network:
    """Nodes and edges. Those that are linked most strongly are drawn, all edges stand in the table.

    Raises ``ValueError`` for an edge with an unknown end, from a node to itself or without a value above zero.
    """

    title: Text
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    value_label: Text
    note: Text = ""

    def __post_init__(self) -> None:
        keys = {node.key for node in self.nodes}
        for edge in self.edges:
            if edge.first not in keys or edge.second not in keys or edge.first == edge.second:
                raise ValueError("an edge leads from one of the nodes to another")
            if edge.value <= 0:
                raise ValueError("an edge has a value above zero")

    @cached_property
    def _by_key(self) -> dict[int, Node]:
        return {node.key: node for node in self.nodes}

    @cached_property
    def rows(self) -> list[tuple[Node, Node, int]]:
        """The table: each pair with its value, the strongest first."""
        found = [(self._by_key[edge.first], self._by_key[edge.second], edge.value) for edge in self.edges]
        return sorted(found, key=lambda row: (-row[2], str(row[0].name), str(row[1].name)))

    @cached_property
    def drawn(self) -> list[Node]:
        """The nodes of the drawing in their order on the ellipse."""
        strength: dict[int, int] = dict.fromkeys(self._by_key, 0)
        for edge in self.edges:
            strength[edge.first] += edge.value
            strength[edge.second] += edge.value
        linked = [key for key, value in strength.items() if value]
        rank = sorted(linked, key=lambda key: (-strength[key], str(self._by_key[key].name), key))[:MOST_NODES]
        between = {frozenset((edge.first, edge.second)): edge.value for edge in self.edges}
        order = rank[:1]
        rest = rank[1:]
        while rest:
            last = order[-1]
            best = max(rest, key=lambda key: (between.get(frozenset((last, key)), 0), -rank.index(key)))
            order.append(best)
            rest.remove(best)
        return [self._by_key[key] for key in order]

    @property
    def left_out(self) -> int:
        """How many linked nodes are not drawn."""
        return len({key for edge in self.edges for key in (edge.first, edge.second)}) - len(self.drawn)

    @property
    def height(self) -> int:
        """The height of the drawing in pixels."""
        return 2 * TOP + ROW * max(2, math.ceil(len(self.drawn) / 2) + 1)

    @cached_property
    def _places(self) -> dict[int, tuple[float, float]]:
        count = max(len(self.drawn), 1)
        middle = self.height / 2
        places = {}
        for index, node in enumerate(self.drawn):
            angle = 2 * math.pi * index / count - math.pi / 2
            x = 50 + (50 - SIDE) * math.cos(angle)
            places[node.key] = (round(x, 2), round(middle + (middle - TOP - 14) * math.sin(angle) - 6, 1))
        return places

    @property
    def placed(self) -> Iterator[PlacedNode]:
        """The nodes of the drawing with their places."""
        for node in self.drawn:
            x, y = self._places[node.key]
            words = _lines(str(node.name))
            # Names stand outside, where no lines are.
            first = BELOW if y > self.height / 2 - MARGIN else ABOVE - LINE * (len(words) - 1)
            yield PlacedNode(str(node.name), x, y, [(text, first + LINE * index) for index, text in enumerate(words)])

    @cached_property
    def lines(self) -> list[PlacedEdge]:
        """The lines of the drawing, the strongest last, so that it lies on top."""
        strongest = max((edge.value for edge in self.edges), default=1)
        found = []
        for first, second, value in reversed(self.rows):
            if first.key not in self._places or second.key not in self._places:
                continue
            (x1, y1), (x2, y2) = self._places[first.key], self._places[second.key]
            width = round(THINNEST + (THICKEST - THINNEST) * value / strongest, 1)
            found.append(PlacedEdge(str(first.name), str(second.name), x1, y1, x2, y2, width, value))
        return found

    @property
    def has_room(self) -> bool:
        """Whether each line can carry its number."""
        return len(self.lines) <= MOST_NUMBERS


def _lines(name: str) -> list[str]:
    """*name* in at most two lines."""
    words, lines = name.split(), [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LINE_LENGTH or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]} …"]
    return [line if len(line) <= LINE_LENGTH + 2 else f"{line[:LINE_LENGTH]}…" for line in lines]
