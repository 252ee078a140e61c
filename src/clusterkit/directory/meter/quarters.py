"""Quarters of the year in the time zone of the cluster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

MONTHS: Final = 3
_ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year; ``number`` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter that *day* lies in."""
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, len(_ROMAN))

    @property
    def following(self) -> Quarter:
        """The quarter after."""
        return Quarter(self.year, self.number + 1) if self.number < len(_ROMAN) else Quarter(self.year + 1, 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * MONTHS + 1, 1)

    def begins(self, zone: tzinfo) -> datetime:
        """The moment at which it begins in *zone*."""
        return datetime.combine(self.first_day, datetime.min.time(), zone)

    @property
    def code(self) -> str:
        """As programs name it: "2026-Q4"."""
        return f"{self.year}-Q{self.number}"

    @property
    def label(self) -> str:
        """As people write it in each of our languages: "IV 2026"."""
        return f"{_ROMAN[self.number - 1]} {self.year}"


def last_quarters(count: int, today: date) -> list[Quarter]:
    """The quarter of *today* and those before it, *count* together, the oldest first."""
    found = [Quarter.of(today)]
    while len(found) < count:
        found.append(found[-1].previous)
    return found[::-1]
