"""Pictures for the galleries: simple scenes in a few colours, drawn so that no photograph has to be licensed."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw

SIZE: Final = (1200, 800)
SCALE: Final = 2  # drawn twice as large and made smaller: soft edges
Ink = tuple[int, int, int]
Drawing = ImageDraw.ImageDraw

SKIES: Final[tuple[tuple[Ink, Ink], ...]] = (
    ((232, 240, 244), (252, 231, 204)),
    ((214, 228, 240), (244, 240, 228)),
    ((226, 238, 232), (250, 244, 220)),
)
DARK: Final[Ink] = (38, 62, 78)
MIDDLE: Final[Ink] = (86, 120, 134)
PALE: Final[Ink] = (158, 184, 192)
WARM: Final[Ink] = (214, 138, 74)
GREEN: Final[Ink] = (96, 138, 92)


def draw_scene(name: str, seed: str) -> bytes:
    """A PNG of 1200 by 800 pixels: ``plant``, ``laboratory``, ``workshop`` or ``field``; equal seeds draw the same."""
    dice = random.Random(f"{name}:{seed}")
    width, height = SIZE[0] * SCALE, SIZE[1] * SCALE
    picture = Image.new("RGB", (width, height))
    drawing = ImageDraw.Draw(picture)
    top, bottom = dice.choice(SKIES)
    for line in range(height):
        part = line / height
        colour = tuple(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
        drawing.line([(0, line), (width, line)], fill=colour)
    SCENES[name](drawing, dice, width, height)
    kept = io.BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _plant(drawing: Drawing, dice: random.Random, width: int, height: int) -> None:
    """Columns and tanks, two rows deep, with pipes between them."""
    ground = int(height * 0.82)
    for colour, count, tallest in ((PALE, 9, 0.62), (MIDDLE, 6, 0.5)):
        for index in range(count):
            left = int(width * (index + dice.random() * 0.6) / count)
            tall, wide = int(height * tallest * (0.5 + dice.random() / 2)), int(width * 0.03)
            drawing.rounded_rectangle((left, ground - tall, left + wide, ground), wide // 2, fill=colour)
            for step in range(1, 5):
                line = ground - tall * step // 5
                drawing.line((left - wide // 3, line, left + wide + wide // 3, line), fill=colour, width=8)
    for index in range(4):
        left = int(width * (0.04 + index * 0.25))
        drawing.rounded_rectangle((left, ground - 300, left + 420, ground), 30, fill=DARK)
        drawing.line((left, ground - 230, left + 420, ground - 230), fill=WARM, width=14)
    drawing.line((0, ground - 90, width, ground - 90), fill=PALE, width=16)
    drawing.rectangle((0, ground, width, height), fill=DARK)


def _laboratory(drawing: Drawing, dice: random.Random, width: int, height: int) -> None:
    """A bench with glass in front of shelves."""
    bench = int(height * 0.72)
    for shelf in range(2):
        line = int(height * (0.22 + shelf * 0.2))
        drawing.rectangle((int(width * 0.08), line, int(width * 0.92), line + 14), fill=MIDDLE)
        for index in range(14):
            left, tall = int(width * 0.1) + index * 136, 60 + dice.randrange(90)
            drawing.rounded_rectangle(
                (left, line - tall, left + 70, line), 12, fill=dice.choice((PALE, MIDDLE, WARM, GREEN))
            )
    drawing.rectangle((0, bench, width, bench + 40), fill=DARK)
    drawing.rectangle((0, bench + 40, width, height), fill=MIDDLE)
    for index in range(6):
        middle, tall = int(width * (0.12 + index * 0.15)), 220 + dice.randrange(120)
        drawing.polygon(
            [(middle - 30, bench - tall), (middle + 30, bench - tall), (middle + 130, bench), (middle - 130, bench)],
            fill=PALE,
        )
        level = tall // 2
        side = 130 - int(100 * level / tall)
        drawing.polygon(
            [
                (middle - side, bench - level),
                (middle + side, bench - level),
                (middle + 130, bench),
                (middle - 130, bench),
            ],
            fill=dice.choice((WARM, GREEN, MIDDLE)),
        )


def _workshop(drawing: Drawing, dice: random.Random, width: int, height: int) -> None:
    """A hall with high windows, a crane and machines."""
    floor = int(height * 0.8)
    drawing.rectangle((0, 0, width, floor), fill=PALE)
    for index in range(7):
        left = int(width * (0.03 + index * 0.14))
        drawing.rectangle((left, int(height * 0.1), left + 260, int(height * 0.42)), fill=(240, 244, 242))
        drawing.line((left + 130, int(height * 0.1), left + 130, int(height * 0.42)), fill=PALE, width=12)
    drawing.rectangle((0, int(height * 0.46), width, int(height * 0.5)), fill=WARM)
    hook = int(width * (0.3 + dice.random() * 0.4))
    drawing.line((hook, int(height * 0.5), hook, int(height * 0.64)), fill=DARK, width=12)
    drawing.ellipse((hook - 34, int(height * 0.63), hook + 34, int(height * 0.68)), fill=DARK)
    drawing.rectangle((0, floor, width, height), fill=MIDDLE)
    for index in range(4):
        left, tall = int(width * (0.05 + index * 0.24)), 240 + dice.randrange(140)
        drawing.rounded_rectangle((left, floor - tall, left + 400, floor + 60), 24, fill=DARK)
        drawing.ellipse((left + 60, floor - tall + 50, left + 180, floor - tall + 170), fill=dice.choice((WARM, GREEN)))


def _field(drawing: Drawing, dice: random.Random, width: int, height: int) -> None:
    """Hills, rows of plants and a low sun."""
    sun = int(width * (0.2 + dice.random() * 0.6))
    drawing.ellipse((sun - 150, int(height * 0.2), sun + 150, int(height * 0.2) + 300), fill=WARM)
    for colour, base in ((PALE, 0.5), (MIDDLE, 0.58), (GREEN, 0.66)):
        ridge = [(width * step // 12, int(height * (base + (dice.random() - 0.5) * 0.08))) for step in range(13)]
        drawing.polygon([(0, height), *ridge, (width, height)], fill=colour)
    for row in range(9):
        bottom = int(width * (row - 1) / 7)
        drawing.line(
            (width // 2 + (row - 4) * 60, int(height * 0.7), bottom, height), fill=DARK, width=10 + row % 2 * 6
        )


SCENES: Final[dict[str, Callable[[Drawing, random.Random, int, int], None]]] = {
    "plant": _plant,
    "laboratory": _laboratory,
    "workshop": _workshop,
    "field": _field,
}
