"""The outlines of SVG shapes as steps of a PDF path: ``moveTo``, ``lineTo``, ``curveTo``, ``close``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

Step = tuple[str, tuple[float, ...]]
Point = tuple[float, float]

ROUND: Final = 0.5522847498
"""How far the handles of a cubic curve reach that looks like a quarter of a circle."""
_NUMBER = re.compile(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_FLAG = re.compile(r"[\s,]*([01])")
_LETTER = re.compile(r"[\s,]*(?:([MmZzLlHhVvCcSsQqTtAa])|(?=[-+.\d]))")
_TAKES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


def outline_of(name: str, values: Mapping[str, str]) -> Iterator[Step]:
    """The steps that draw a shape of this *name* with its attributes; none for what is no shape."""

    def size(key: str) -> float:
        found = _NUMBER.match(values.get(key, ""))
        return float(found.group(1)) if found else 0.0

    if name == "path":
        yield from Pen().follow(values.get("d", ""))
    elif name in ("polygon", "polyline"):
        given = [float(number) for number in _NUMBER.findall(values.get("points", ""))]
        points = list(zip(given[::2], given[1::2], strict=False))
        for place, point in enumerate(points):
            yield ("lineTo" if place else "moveTo"), point
        if points and name == "polygon":
            yield "close", ()
    elif name == "line":
        yield "moveTo", (size("x1"), size("y1"))
        yield "lineTo", (size("x2"), size("y2"))
    elif name == "rect":
        yield from _rectangle(values, size("x"), size("y"), size("width"), size("height"), size("rx"), size("ry"))
    elif name in ("circle", "ellipse"):
        across, down = (size("r"), size("r")) if name == "circle" else (size("rx"), size("ry"))
        if across > 0 and down > 0:
            yield from _ellipse(size("cx"), size("cy"), across, down)


def _ellipse(x: float, y: float, a: float, b: float) -> Iterator[Step]:
    h, v = a * ROUND, b * ROUND
    yield "moveTo", (x + a, y)
    yield "curveTo", (x + a, y + v, x + h, y + b, x, y + b)
    yield "curveTo", (x - h, y + b, x - a, y + v, x - a, y)
    yield "curveTo", (x - a, y - v, x - h, y - b, x, y - b)
    yield "curveTo", (x + h, y - b, x + a, y - v, x + a, y)
    yield "close", ()


def _rectangle(
    values: Mapping[str, str], x: float, y: float, width: float, height: float, rx: float, ry: float
) -> Iterator[Step]:
    if width <= 0 or height <= 0:
        return
    a = min(rx if "rx" in values else ry, width / 2)
    b = min(ry if "ry" in values else rx, height / 2)
    h, v = a * (1 - ROUND), b * (1 - ROUND)
    right, bottom = x + width, y + height
    yield "moveTo", (x + a, y)
    yield "lineTo", (right - a, y)
    yield "curveTo", (right - h, y, right, y + v, right, y + b)
    yield "lineTo", (right, bottom - b)
    yield "curveTo", (right, bottom - v, right - h, bottom, right - a, bottom)
    yield "lineTo", (x + a, bottom)
    yield "curveTo", (x + h, bottom, x, bottom - v, x, bottom - b)
    yield "lineTo", (x, y + b)
    yield "curveTo", (x, y + v, x + h, y, x + a, y)
    yield "close", ()


class Pen:
    """Follows the letters of a path. What is damaged ends it: the rest is left out, as browsers do."""

    def __init__(self) -> None:
        self.here: Point = (0.0, 0.0)
        self.start: Point = (0.0, 0.0)
        self.handle: Point | None = None
        self.before = ""

    def follow(self, text: str) -> Iterator[Step]:
        """The steps of the path's *text*."""
        place, letter = 0, ""
        while found := _LETTER.match(text, place):
            if found.group(1):
                letter = found.group(1)
            elif not letter or letter in "Zz":
                return
            place = found.end()
            given, place = _take(text, place, letter.upper())
            if given is None:
                return
            yield from self._step(letter, given)
            if letter in "Mm":  # more points after a move are lines
                letter = "L" if letter == "M" else "l"

    def _step(self, letter: str, given: list[float]) -> Iterator[Step]:
        kind = letter.upper()
        x, y = self.here if letter.islower() else (0.0, 0.0)
        if kind == "Z":
            self.here = self.start
            yield "close", ()
        elif kind in "ML":
            self.here = (x + given[0], y + given[1])
            if kind == "M":
                self.start = self.here
            yield ("moveTo" if kind == "M" else "lineTo"), self.here
        elif kind in "HV":
            self.here = (x + given[0], self.here[1]) if kind == "H" else (self.here[0], y + given[0])
            yield "lineTo", self.here
        elif kind == "A":
            end = (x + given[5], y + given[6])
            yield from _arc(self.here, end, abs(given[0]), abs(given[1]), given[2], bool(given[3]), bool(given[4]))
            self.here = end
        else:
            points = [(x + a, y + b) for a, b in zip(given[::2], given[1::2], strict=True)]
            yield from self._curve(kind, points)
        if kind not in "CSQT":
            self.handle = None
        self.before = kind

    def _curve(self, kind: str, points: list[Point]) -> Iterator[Step]:
        """Cubic (C, S) and quadratic (Q, T) curves; S and T go on smoothly from the one before."""
        smooth = self.handle if self.handle is not None and self.before in ("CS" if kind in "CS" else "QT") else None
        mirrored = self.here if smooth is None else (2 * self.here[0] - smooth[0], 2 * self.here[1] - smooth[1])
        end = points[-1]
        if kind in "CS":
            first, second = (points[0], points[1]) if kind == "C" else (mirrored, points[0])
            self.handle = second
        else:
            middle = points[0] if kind == "Q" else mirrored
            first, second = _towards(self.here, middle), _towards(end, middle)
            self.handle = middle
        self.here = end
        yield "curveTo", (*first, *second, *end)


def _take(text: str, place: int, kind: str) -> tuple[list[float] | None, int]:
    """The numbers that a letter of this *kind* takes, and where they end. The two flags of an arc may stand unseparated."""
    given: list[float] = []
    while len(given) < _TAKES[kind]:
        pattern = _FLAG if kind == "A" and len(given) in (3, 4) else _NUMBER
        found = pattern.match(text, place)
        if found is None:
            return None, place
        given.append(float(found.group(1)))
        place = found.end()
    return given, place


def _towards(point: Point, middle: Point) -> Point:
    return point[0] + 2 / 3 * (middle[0] - point[0]), point[1] + 2 / 3 * (middle[1] - point[1])


def _arc(start: Point, end: Point, a: float, b: float, turn: float, is_large: bool, sweeps: bool) -> Iterator[Step]:
    """An elliptical arc as cubic curves of a quarter at most (SVG 2, appendix B.2)."""
    if start == end:
        return
    if not a or not b:
        yield "lineTo", end
        return
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * dx + sin * dy, -sin * dx + cos * dy
    grow = math.sqrt(max(1.0, (x / a) ** 2 + (y / b) ** 2))
    a, b = a * grow, b * grow
    rest = max(0.0, (a * b) ** 2 - (a * y) ** 2 - (b * x) ** 2)
    factor = math.sqrt(rest / ((a * y) ** 2 + (b * x) ** 2)) * (-1 if is_large == sweeps else 1)
    u, v = factor * a * y / b, -factor * b * x / a
    centre = (cos * u - sin * v + (start[0] + end[0]) / 2, sin * u + cos * v + (start[1] + end[1]) / 2)
    begin = math.atan2((y - v) / b, (x - u) / a)
    span = math.atan2((-y - v) / b, (-x - u) / a) - begin
    if sweeps and span < 0:
        span += 2 * math.pi
    elif not sweeps and span > 0:
        span -= 2 * math.pi
    parts = max(1, math.ceil(abs(span) / (math.pi / 2) - 1e-9))
    reach = 4 / 3 * math.tan(span / parts / 4)

    def at(p: float, q: float) -> Point:
        return centre[0] + cos * a * p - sin * b * q, centre[1] + sin * a * p + cos * b * q

    for part in range(parts):
        one, two = begin + span * part / parts, begin + span * (part + 1) / parts
        first = at(math.cos(one) - reach * math.sin(one), math.sin(one) + reach * math.cos(one))
        second = at(math.cos(two) + reach * math.sin(two), math.sin(two) - reach * math.cos(two))
        last = end if part == parts - 1 else at(math.cos(two), math.sin(two))
        yield "curveTo", (*first, *second, *last)
