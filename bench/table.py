"""Results: one row each, a table for people and a JSON file for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

LATEST = Path(__file__).parent / "results" / "latest.json"


@dataclass(frozen=True)
class Result:
    """A figure beside its baseline, both measured in this run. ``ratio`` is value / baseline value, None for a baseline of 0."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    ratio: float | None

    @classmethod
    def of(cls, name: str, value: float, unit: str, baseline: str, baseline_value: float) -> Result:
        """A result with its ratio computed."""
        ratio = round(value / baseline_value, 4) if baseline_value else None
        return cls(name, round(value, 4), unit, baseline, round(baseline_value, 4), ratio)


def print_table(results: Sequence[Result]) -> None:
    """Print the results with aligned columns."""
    rows = [("name", "value", "unit", "baseline", "its value", "ratio")]
    for item in results:
        ratio = f"{item.ratio:g}" if item.ratio is not None else "–"
        rows.append((item.name, f"{item.value:g}", item.unit, item.baseline, f"{item.baseline_value:g}", ratio))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def save(results: Sequence[Result]) -> None:
    """Write ``results/latest.json``; results of other benchmarks that were not run now are kept."""
    known = {item["name"]: item for item in json.loads(LATEST.read_text())} if LATEST.exists() else {}
    known.update({item.name: asdict(item) for item in results})
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(sorted(known.values(), key=lambda item: item["name"]), indent=1) + "\n")
