"""Numbers over labels as bars, columns or lines.

Horizontal places are percentages and vertical ones pixels, so a chart fills its column at any width
while its letters keep their size. Every value stands in the table
and, where there is room, in the drawing; nothing is told by colour alone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from clusterkit.core.web.elements import Text

KINDS = ("bar", "column", "line")
MAX_SERIES = 4
BAR_HEIGHT = 22
PLOT_HEIGHT = 220
PLOT_TOP = 24
PLOT_LEFT = 9.0
LABEL_LENGTH = 44
SHOWN_LABELS = 8
SHORT_LABEL = 6
MAX_PRINTED_COLUMNS = 14


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of numbers, none below zero."""

    label: Text
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A drawn value: a rectangle or a point (``x``, ``width`` in per cent, ``y``, ``height`` in pixels)."""

    x: float
    y: float
    width: float
    height: float
    value: float
    series: int
    label: Text
    name: Text
    next_x: float | None = None
    next_y: float | None = None

    @property
    def middle(self) -> float:
        """The horizontal middle, in per cent."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Target:
    """The place of a label in the drawing, as one link to what its values count. ``x`` and ``width`` in per cent."""

    url: str
    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Caption:
    """A text or a grid line inside a chart."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """Numbers over labels. ``kind`` is ``bar`` (horizontal), ``column`` or ``line``.

    ``links`` are the addresses of what each label counts, empty for a label without one: drawing and table lead there.
    Raises ``ValueError`` for another kind, for no or more than four series, for series or links whose length is
    not that of the labels, and for values below zero.
    """

    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    kind: str = "bar"
    note: Text = ""
    links: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of chart: {self.kind!r}")
        if not 1 <= len(self.series) <= MAX_SERIES:
            raise ValueError(f"a chart has 1 to {MAX_SERIES} series")
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise ValueError("each series needs one value for each label")
            if any(value < 0 for value in series.values):
                raise ValueError("values must not be below zero")
        if self.links and len(self.links) != len(self.labels):
            raise ValueError("either each label has a link or none has")

    @cached_property
    def top(self) -> float:
        """The end of the scale: the next round number above the largest value."""
        return _round_up(max((value for series in self.series for value in series.values), default=0))

    @property
    def height(self) -> int:
        """The height of the drawing in pixels."""
        if self.kind == "bar":
            return max(len(self.labels) * self._row_height, 1)
        return PLOT_TOP + PLOT_HEIGHT + 30

    @property
    def _row_height(self) -> int:
        return 24 + len(self.series) * (BAR_HEIGHT + 4) + 12

    @cached_property
    def marks(self) -> list[Mark]:
        """The bars, columns or points in drawing order."""
        if self.kind == "bar":
            return self._bars()
        return self._columns() if self.kind == "column" else self._points()

    @cached_property
    def captions(self) -> list[Caption]:
        """The names of the labels, thinned out where they would touch."""
        if self.kind == "bar":
            return [Caption(_cut(str(text)), 0, i * self._row_height + 16) for i, text in enumerate(self.labels)]
        most = SHOWN_LABELS
        if len(self.labels) > most and max(len(str(text)) for text in self.labels) > SHORT_LABEL:
            most //= 2  # thinned out anyway: so that they do not touch on a phone either
        step = max(1, math.ceil(len(self.labels) / most))
        return [
            Caption(str(text), round(self._middle(index), 2), PLOT_TOP + PLOT_HEIGHT + 20)
            for index, text in enumerate(self.labels)
            if index % step == 0
        ]

    @property
    def grid(self) -> list[Caption]:
        """The lines of the scale, empty for horizontal bars."""
        if self.kind == "bar":
            return []
        parts = 4 if self.top % 4 == 0 or self.top < 4 else 5 if self.top % 5 == 0 else 2
        values = [self.top * part / parts for part in range(parts + 1)]
        return [Caption(f"{value:g}", 0, self._y(value)) for value in values]

    @property
    def rows(self) -> list[tuple[Text, list[float]]]:
        """The table beneath: a label with its value in each series."""
        return [(label, [series.values[i] for series in self.series]) for i, label in enumerate(self.labels)]

    @property
    def linked_rows(self) -> list[tuple[Text, str, list[float]]]:
        """The rows of the table, each with its link."""
        links = self.links or [""] * len(self.labels)
        return [(label, url, values) for (label, values), url in zip(self.rows, links, strict=True)]

    @property
    def targets(self) -> list[Target]:
        """The links of the drawing: each as large as the whole place of its label, so that a thumb meets it."""
        found = []
        for index, (label, url, values) in enumerate(self.linked_rows):
            if not url:
                continue
            numbers = ", ".join(
                f"{value:g}" if len(values) == 1 else f"{series.label} {value:g}"
                for series, value in zip(self.series, values, strict=True)
            )
            if self.kind == "bar":
                place = (0.0, float(index * self._row_height), 100.0, float(self._row_height))
            else:
                slot = (100 - PLOT_LEFT) / len(self.labels)
                place = (round(self._middle(index) - slot / 2, 2), 0.0, round(slot, 2), float(self.height))
            found.append(Target(url, f"{label}: {numbers}", *place))
        return found

    def _middle(self, index: int) -> float:
        return PLOT_LEFT + (100 - PLOT_LEFT) * (index + 0.5) / max(len(self.labels), 1)

    def _y(self, value: float) -> float:
        return round(PLOT_TOP + PLOT_HEIGHT * (1 - value / self.top), 1)

    def _bars(self) -> list[Mark]:
        marks = []
        for index, (label, values) in enumerate(self.rows):
            for number, value in enumerate(values):
                y = index * self._row_height + 24 + number * (BAR_HEIGHT + 4)
                # The value stands after the bar: the longest leaves room for it.
                width = round(86 * value / max(self.top_value, 1), 2)
                marks.append(Mark(0, y, width, BAR_HEIGHT, value, number + 1, label, self.series[number].label))
        return marks

    @property
    def has_room(self) -> bool:
        """Whether every column can carry its value without touching the next."""
        return len(self.labels) * len(self.series) <= MAX_PRINTED_COLUMNS

    @cached_property
    def top_value(self) -> float:
        """The largest value."""
        return max((value for series in self.series for value in series.values), default=0)

    def _columns(self) -> list[Mark]:
        slot = (100 - PLOT_LEFT) / max(len(self.labels), 1)
        width = slot * 0.68 / len(self.series)
        marks = []
        for index, (label, values) in enumerate(self.rows):
            left = self._middle(index) - width * len(values) / 2
            for number, value in enumerate(values):
                y = self._y(value)
                x = round(left + number * width, 2)
                height = round(PLOT_TOP + PLOT_HEIGHT - y, 1)
                marks.append(Mark(x, y, round(width, 2), height, value, number + 1, label, self.series[number].label))
        return marks

    def _points(self) -> list[Mark]:
        marks = []
        for number, series in enumerate(self.series):
            places = [(round(self._middle(i), 2), self._y(value)) for i, value in enumerate(series.values)]
            for index, (x, y) in enumerate(places):
                following = places[index + 1] if index + 1 < len(places) else (None, None)
                marks.append(
                    Mark(
                        x, y, 0, 0, series.values[index], number + 1, self.labels[index], series.label,
                        next_x=following[0], next_y=following[1],
                    )
                )  # fmt: skip
        return marks


def _round_up(value: float) -> float:
    if value <= 4:
        return 4
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= value)


def _cut(text: str) -> str:
    return text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rstrip() + "…"
