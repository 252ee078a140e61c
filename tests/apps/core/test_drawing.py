"""Logos on papers: the shapes of an SVG as vectors, and nothing that keeps a paper from being printed."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from clusterkit.core.printing import Paper, as_pdf
from clusterkit.core.printing.drawing import Drawing
from clusterkit.core.printing.outline import outline_of

LOGOS = sorted(Path("example_project/demo/data").glob("*/*.svg"))


def svg(inner: str, box: str = "0 0 100 50") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inner}</svg>'


def drawn(text: str, **fields: Any) -> str:
    """What the page of a paper with this logo draws, as operators of PDF."""
    data = as_pdf(Paper(title="x", sender="y", language="en", logo=text, **fields))
    content = PdfReader(BytesIO(data)).pages[0].get_contents()
    assert content is not None
    return content.get_data().decode("latin-1")


class Canvas:
    """Writes down what is asked of it."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def beginPath(self) -> Canvas:  # noqa: N802 # ReportLab's name
        return self

    def __getattr__(self, name: str) -> Any:
        return lambda *values, **named: self.calls.append((name, (*values, *named.values())))

    def named(self, name: str) -> list[tuple[Any, ...]]:
        return [values for call, values in self.calls if call == name]


def painted(text: str) -> Canvas:
    canvas = Canvas()
    Drawing(text, 50).paint(canvas)
    return canvas


@pytest.mark.parametrize("path", LOGOS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_logos_of_the_demonstration_are_drawn(path: Path) -> None:
    text = path.read_text()
    for framed in (True, False):
        assert drawn(text, is_framed=framed).count(" c") > drawn("", is_framed=framed).count(" c")


@pytest.mark.parametrize(
    ("shape", "first", "number"),
    [
        ('<rect x="1" y="2" width="3" height="4"/>', (1, 2), 10),
        ('<rect width="9" height="9" rx="2"/>', (2, 0), 10),
        ('<rect width="9" height="9" ry="3"/>', (3, 0), 10),
        ('<circle cx="5" cy="5" r="2"/>', (7, 5), 6),
        ('<ellipse cx="5" cy="5" rx="4" ry="2"/>', (9, 5), 6),
        ('<line x1="1" y1="1" x2="5" y2="9" stroke="red"/>', (1, 1), 2),
        ('<polygon points="0,0 4,0 4,4"/>', (0, 0), 4),
        ('<polyline points="0 0 4 0 4 4"/>', (0, 0), 3),
        ('<path d="M1 2h3v4H1z"/>', (1, 2), 5),
        ('<path d="m1,2 3,0 0,4"/>', (1, 2), 3),
        ('<path d="M0 0C1 1 2 1 3 0S5-1 6 0Q7 1 8 0T10 0"/>', (0, 0), 5),
        ('<path d="M0 0a5 5 0 0110 0"/>', (0, 0), 3),
        ('<path d="M0 0A0 5 0 0 1 3 3A5 5 0 0 1 3 3"/>', (0, 0), 2),
    ],
)
def test_each_shape_has_its_outline(shape: str, first: tuple[float, float], number: int) -> None:
    canvas = painted(svg(shape))
    steps = [call for call in canvas.calls if call[0] in ("moveTo", "lineTo", "curveTo", "close")]
    assert steps[0] == ("moveTo", first)
    assert len(steps) == number
    assert len(canvas.named("drawPath")) == 1


@pytest.mark.parametrize(
    "shape",
    [
        '<rect width="0" height="5"/>',
        '<circle r="0"/>',
        '<path d="12 13"/>',
        '<path d="M1"/>',
        '<path d="M0 0 L z"/>',
        '<text x="3">letters</text>',
        '<rect width="3" height="3" fill="none"/>',
        '<rect width="3" height="3" fill="no-colour"/>',
        '<rect width="3" height="3" opacity="0"/>',
        '<defs><rect width="3" height="3"/></defs>',
    ],
)
def test_what_cannot_be_drawn_is_left_out(shape: str) -> None:
    assert sum(len(values) > 1 for values in painted(svg(shape)).named("lineTo")) == 0
    assert drawn(svg(shape))


def test_a_path_goes_on_after_it_was_closed() -> None:
    assert [step for step, _points in outline_of("path", {"d": "M0 0H5zM9 9h1"})] == [
        *("moveTo", "lineTo", "close", "moveTo", "lineTo"),
    ]
    assert [step for step, _points in outline_of("path", {"d": "M0 0z5 5"})] == ["moveTo", "close"]


def test_colours_are_handed_down_and_gradients_give_their_first() -> None:
    canvas = painted(
        svg(
            '<defs><linearGradient id="a"><stop stop-color="#0f0"/><stop stop-color="#fff"/></linearGradient>'
            '<radialGradient id="b"/></defs>'
            '<g fill="#f00" stroke="blue" stroke-width="3" stroke-linecap="round" stroke-linejoin="bevel" opacity=".5">'
            '<rect width="3" height="3" fill-rule="evenodd"/></g>'
            '<rect width="3" height="3" fill="url(#a)"/><rect width="3" height="3" fill="url(#b)"/>'
            '<rect width="3" height="3" style="fill: currentColor; stroke-opacity: .5; broken"/>'
        )
    )
    colours = [(colour.red, colour.green, colour.blue, colour.alpha) for (colour,) in canvas.named("setFillColor")]
    assert colours == [(1, 0, 0, 0.5), (0, 1, 0, 1), (0, 0, 0, 1)]
    assert canvas.named("setLineWidth") == [(3,)]
    assert (canvas.named("setLineCap"), canvas.named("setLineJoin")) == ([(1,)], [(2,)])


@pytest.mark.parametrize(
    ("text", "point", "lands"),
    [
        ("translate(3)", (1, 1), (4, 1)),
        ("scale(2)", (1, 3), (2, 6)),
        ("scale(2 3)", (1, 1), (2, 3)),
        ("rotate(90)", (1, 0), (0, 1)),
        ("rotate(180 5 5)", (4, 5), (6, 5)),
        ("matrix(1 0 0 1 7 8)", (1, 1), (8, 9)),
        ("skewX(45)", (0, 2), (2, 2)),
        ("skewY(45)", (2, 0), (2, 2)),
        ("translate() nonsense(3)", (1, 1), (1, 1)),
    ],
)
def test_transformations(text: str, point: tuple[float, float], lands: tuple[float, float]) -> None:
    canvas = painted(svg(f'<g transform="{text}"><rect width="3" height="3"/></g>'))
    x, y = point
    for a, b, c, d, e, f in canvas.named("transform")[1:]:
        x, y = a * x + c * y + e, b * x + d * y + f
    assert (x, y) == pytest.approx(lands)


@given(
    turn=st.floats(-360, 360),
    radii=st.tuples(st.floats(1, 50), st.floats(1, 50)),
    flags=st.tuples(st.booleans(), st.booleans()),
    end=st.tuples(st.integers(-40, 40), st.integers(-40, 40)),
)
def test_an_arc_ends_where_it_says(
    turn: float, radii: tuple[float, float], flags: tuple[bool, bool], end: tuple[int, int]
) -> None:
    large, sweeps = (str(int(flag)) for flag in flags)
    text = f"M0 0A{radii[0]} {radii[1]} {turn:.4f} {large}{sweeps}{end[0]} {end[1]}"
    steps = list(outline_of("path", {"d": text}))
    assert all(math.isfinite(number) for _step, points in steps for number in points)
    assert steps[-1][1][-2:] == (float(end[0]), float(end[1]))


@pytest.mark.parametrize(
    "text", ["", "no drawing", "<svg", svg("", box="0 0 0 5"), svg("", box="1 2"), "<!DOCTYPE svg><svg/>"]
)
def test_a_logo_that_is_none_keeps_no_paper_from_being_printed(text: str) -> None:
    assert drawn(text, is_framed=True)
    assert drawn(text)


def test_width_and_height_stand_in_for_the_box() -> None:
    drawing = Drawing('<svg width="40px" height="20"><rect width="1" height="1"/></svg>', 10)
    assert drawing.wrap(500, 500) == (20, 10)
