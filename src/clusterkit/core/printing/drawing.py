"""An SVG drawing of shapes on a paper, as vectors: the logo of a cluster stays sharp at every size.

It knows what ``clusterkit.tenancy`` accepts as a logo: shapes, groups and transformations. Of a gradient the first
colour is taken. What cannot be understood is left out: a logo never keeps a paper from being printed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from xml.etree import ElementTree  # nosec # documents with entities are refused below

from reportlab.lib.colors import Color, toColor
from reportlab.platypus import Flowable

from clusterkit.core.printing.outline import outline_of

CAPS: Final = {"butt": 0, "round": 1, "square": 2}
EVEN_ODD: Final = 0
NON_ZERO: Final = 1
JOINS: Final = {"miter": 0, "round": 1, "bevel": 2}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")


@dataclass(frozen=True)
class Pen:
    """What a group hands down to its shapes."""

    fill: str = "#000000"
    stroke: str = "none"
    width: float = 1
    cap: str = "butt"
    join: str = "miter"
    rule: str = "nonzero"
    fill_opacity: float = 1
    stroke_opacity: float = 1
    opacity: float = 1


class Drawing(Flowable):
    """A drawing of this height, as wide as its proportions ask for. Raises ``ValueError`` for what is no SVG."""

    def __init__(self, svg: str, height: float) -> None:
        super().__init__()
        if "<!" in svg.replace("<!--", ""):
            raise ValueError("a drawing with a document type is not read")
        try:
            self.root = ElementTree.fromstring(svg)  # noqa: S314 (entities were refused above)
        except ElementTree.ParseError as error:
            raise ValueError("this is no SVG drawing") from error
        self.box = _view_box(self.root)
        self.hAlign = "CENTER"
        self.height = height
        self.width = height * self.box[2] / self.box[3]
        self.colours = dict(_gradients(self.root))

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it on the canvas that the frame gave it."""
        self.paint(self.canv)

    def paint(self, canvas: Any, x: float = 0, y: float = 0) -> None:
        """Draw it on *canvas* with its lower left corner at this point."""
        canvas.saveState()
        scale = self.height / self.box[3]
        canvas.translate(x, y)
        # SVG counts downwards.
        canvas.transform(scale, 0, 0, -scale, -self.box[0] * scale, (self.box[1] + self.box[3]) * scale)
        self._draw(canvas, self.root, Pen())
        canvas.restoreState()

    def _draw(self, canvas: Any, element: Any, pen: Pen) -> None:
        name = element.tag.rsplit("}", 1)[-1]
        if name in ("defs", "title", "desc", "linearGradient", "radialGradient", "clipPath", "mask"):
            return
        values = _values(element)
        pen = _hand_down(pen, values)
        canvas.saveState()
        for matrix in _matrices(values.get("transform", "")):
            canvas.transform(*matrix)
        if name in ("svg", "g"):
            for child in element:
                self._draw(canvas, child, pen)
        else:
            self._shape(canvas, name, values, pen)
        canvas.restoreState()

    def _shape(self, canvas: Any, name: str, values: Mapping[str, str], pen: Pen) -> None:
        steps = list(outline_of(name, values))
        fill = self._colour(pen.fill, pen.fill_opacity * pen.opacity) if name != "line" else None
        stroke = self._colour(pen.stroke, pen.stroke_opacity * pen.opacity)
        if not steps or (fill is None and stroke is None):
            return
        path = canvas.beginPath()
        for step, points in steps:
            getattr(path, step)(*points)
        if fill is not None:
            canvas.setFillColor(fill)
        if stroke is not None:
            canvas.setStrokeColor(stroke)
            canvas.setLineWidth(pen.width)
            canvas.setLineCap(CAPS.get(pen.cap, 0))
            canvas.setLineJoin(JOINS.get(pen.join, 0))
        mode = EVEN_ODD if pen.rule == "evenodd" else NON_ZERO
        canvas.drawPath(path, stroke=int(stroke is not None), fill=int(fill is not None), fillMode=mode)

    def _colour(self, text: str, opacity: float) -> Color | None:
        if text.startswith("url("):
            text = self.colours.get(text[4:].split(")", maxsplit=1)[0].strip("'\"# "), "none")
        if text in ("none", "transparent", "") or opacity <= 0:
            return None
        try:
            colour = toColor("#000000" if text == "currentColor" else _long(text))
        except ValueError:
            return None
        return Color(colour.red, colour.green, colour.blue, alpha=min(1.0, opacity))


def numbers(text: str) -> list[float]:
    """All numbers in *text*."""
    return [float(number) for number in _NUMBER.findall(text)]


def _view_box(root: Any) -> tuple[float, float, float, float]:
    box = numbers(root.get("viewBox", ""))
    if len(box) != 4:
        size = [numbers(root.get(name, "")) for name in ("width", "height")]
        box = [0, 0, size[0][0], size[1][0]] if all(size) else []
    if len(box) != 4 or box[2] <= 0 or box[3] <= 0:
        raise ValueError("the drawing does not say how large it is")
    return box[0], box[1], box[2], box[3]


def _values(element: Any) -> dict[str, str]:
    """The attributes; what stands in ``style`` comes before them."""
    values = {name.rsplit("}", 1)[-1]: str(text).strip() for name, text in element.attrib.items()}
    for part in values.pop("style", "").split(";"):
        name, found, text = part.partition(":")
        if found:
            values[name.strip()] = text.strip()
    return values


def _hand_down(pen: Pen, values: Mapping[str, str]) -> Pen:
    texts = {
        "fill": "fill",
        "stroke": "stroke",
        "stroke-linecap": "cap",
        "stroke-linejoin": "join",
        "fill-rule": "rule",
    }
    sizes = {"stroke-width": "width", "fill-opacity": "fill_opacity", "stroke-opacity": "stroke_opacity"}
    changes: dict[str, Any] = {field: values[name] for name, field in texts.items() if name in values}
    for name, field in sizes.items():
        if found := numbers(values.get(name, "")):
            changes[field] = found[0]
    if found := numbers(values.get("opacity", "")):
        changes["opacity"] = pen.opacity * found[0]
    return replace(pen, **changes)


def _gradients(root: Any) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        if element.tag.endswith("Gradient") and element.get("id"):
            stop = next((child for child in element if child.tag.endswith("stop")), None)
            yield element.get("id"), _values(stop).get("stop-color", "#000000") if stop is not None else "none"


def _long(text: str) -> str:
    """#abc as #aabbcc; all else as it is."""
    if re.fullmatch(r"#[0-9a-fA-F]{3}", text):
        return "#" + "".join(letter * 2 for letter in text[1:])
    return text


def _matrices(text: str) -> Iterator[tuple[float, float, float, float, float, float]]:
    for name, arguments in _TRANSFORM.findall(text):
        given = numbers(arguments)
        if not given:
            continue
        first, second = given[0], given[1] if len(given) > 1 else None
        if name == "matrix" and len(given) == 6:
            yield given[0], given[1], given[2], given[3], given[4], given[5]
        elif name == "translate":
            yield 1, 0, 0, 1, first, second or 0
        elif name == "scale":
            yield first, 0, 0, first if second is None else second, 0, 0
        elif name == "rotate":
            turn = math.radians(first)
            x, y = (given[1], given[2]) if len(given) == 3 else (0.0, 0.0)
            cos, sin = math.cos(turn), math.sin(turn)
            yield cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y
        elif name == "skewX":
            yield 1, 0, math.tan(math.radians(first)), 1, 0, 0
        elif name == "skewY":
            yield 1, math.tan(math.radians(first)), 0, 1, 0, 0
