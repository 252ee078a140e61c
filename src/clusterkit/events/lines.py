"""The programme and the speakers as people type them: one a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_TIME = re.compile(r"^(\d{1,2}[:.]\d{2}(?:\s*[-–—]\s*\d{1,2}[:.]\d{2})?)\s+(.+)$")
_ROLE = re.compile(r"\s*(?:,|\s[-–—])\s+")

PROGRAMME_LIMITS = (20, 300)
SPEAKER_LIMITS = (160, 200)


def programme_lines(text: str) -> list[dict[str, str]]:
    """``{"time", "title"}`` of each line that is not empty; the time may be missing."""
    found = []
    for line in _lines(text):
        match = _TIME.match(line)
        found.append({"time": match[1], "title": match[2]} if match else {"time": "", "title": line})
    return found


def programme_text(entries: Iterable[Any]) -> str:
    """The way back."""
    return "\n".join(f"{item.time} {item.title}".strip() for item in entries)


def speaker_lines(text: str) -> list[dict[str, str]]:
    """``{"name", "role"}`` of each line that is not empty; the role stands after the first comma or dash."""
    found = []
    for line in _lines(text):
        name, *rest = _ROLE.split(line, maxsplit=1)
        found.append({"name": name, "role": rest[0] if rest else ""})
    return found


def speaker_text(speakers: Iterable[Any]) -> str:
    """The way back."""
    return "\n".join(f"{item.name}, {item.role}" if item.role else item.name for item in speakers)


def _lines(text: str) -> list[str]:
    return [line for line in (part.strip() for part in text.splitlines()) if line]
