"""The labelled pairs: requests, what may fit them, and how well it does."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
FITS, NEAR, NOT = 2, 1, 0
FIRST: Final = 5
PARTS: Final = ("tuning", "held_out")
BLIND: Final = (1, 3)
"""Rounds written by people who did not know how it is scored."""


@dataclass(frozen=True)
class Labelled:
    """All texts, and the grades by request and target. A pair without a grade does not fit."""

    requests: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    grades: dict[str, dict[str, int]] = field(default_factory=dict)

    def of_part(self, part: str, rounds: tuple[int, ...] = (1, 2, 3)) -> list[str]:
        """The requests of one part, written in one of the *rounds* (docs/decisions/matching.md)."""
        return [row["id"] for row in self.requests if row["part"] == part and row["round"] in rounds]


def read() -> Labelled:
    """The set as it lies in the files."""
    texts = json.loads((FOLDER / "texts.json").read_text())
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (FOLDER / "pairs.jsonl").read_text().splitlines():
        pair = json.loads(line)
        grades[pair["request"]][pair["target"]] = pair["grade"]
    return Labelled(texts["requests"], texts["targets"], dict(grades))


def precision(ranked: list[str], grades: dict[str, int]) -> float:
    """Precision at five: what fits counts one, what is near a half."""
    return sum(grades.get(target, NOT) / FITS for target in ranked[:FIRST]) / FIRST
