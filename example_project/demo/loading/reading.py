"""The data files, and moments counted from today."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

DATA = Path(__file__).resolve().parent.parent / "data"
MINSK = ZoneInfo("Europe/Minsk")


def read(folder: str, name: str) -> Any:
    """A JSON file of a cluster's folder."""
    return json.loads((DATA / folder / f"{name}.json").read_text(encoding="utf-8"))


def has(folder: str, name: str) -> bool:
    """Whether a cluster's folder has that JSON file."""
    return (DATA / folder / f"{name}.json").exists()


def drawing(folder: str, name: str) -> str:
    """An SVG file of a cluster's folder, or nothing."""
    path = DATA / folder / name
    return path.read_text(encoding="utf-8") if name and path.exists() else ""


def days_ago(days: float) -> datetime:
    """So many days before now, in working hours."""
    moment = timezone.now() - timedelta(days=days)
    return (
        moment.astimezone(MINSK).replace(hour=9 + int(days * 7) % 8, minute=int(days * 13) % 60)
        if days >= 1
        else moment
    )


def on_day(offset: int, clock: str) -> datetime:
    """The day *offset* days from today at *clock* ("10:00"), Minsk time."""
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime.combine(timezone.localdate() + timedelta(days=offset), time(hour, minute), tzinfo=MINSK)


def first_day(text: str) -> date:
    """The first day of "2017", "2017-05" or "2017-05-12"."""
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
