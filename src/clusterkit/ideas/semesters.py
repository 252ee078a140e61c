"""Semesters of a university: the autumn of an academic year and its spring."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

AUTUMN: Final = 1
SPRING: Final = 2
_CODE: Final = re.compile(r"(20\d\d)/([12])", re.ASCII)
_SEPTEMBER, _FEBRUARY = 9, 2


@dataclass(frozen=True, order=True)
class Semester:
    """``year`` is the one in which the academic year begins; ``half`` is 1 for autumn and 2 for spring."""

    year: int
    half: int

    @classmethod
    def parse(cls, code: str) -> Semester | None:
        """The semester of a code such as "2026/1"; None for anything else."""
        found = _CODE.fullmatch(code)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def of(cls, day: date) -> Semester:
        """The semester that *day* lies in; July and August belong to the spring before."""
        if day.month >= _SEPTEMBER:
            return cls(day.year, AUTUMN)
        return cls(day.year - 1, AUTUMN if day.month < _FEBRUARY else SPRING)

    @property
    def code(self) -> str:
        """As it is stored: "2026/1"."""
        return f"{self.year}/{self.half}"

    @property
    def following(self) -> Semester:
        """The next one."""
        return Semester(self.year, SPRING) if self.half == AUTUMN else Semester(self.year + 1, AUTUMN)

    @property
    def first_day(self) -> date:
        """1 September or 1 February."""
        return date(self.year, _SEPTEMBER, 1) if self.half == AUTUMN else date(self.year + 1, _FEBRUARY, 1)

    @property
    def last_day(self) -> date:
        """31 January or 31 August."""
        return date(self.year + 1, 1, 31) if self.half == AUTUMN else date(self.year + 1, 8, 31)

    @property
    def label(self) -> str:
        """In words."""
        years = f"{self.year}/{(self.year + 1) % 100:02}"
        words = _("autumn of %(years)s") if self.half == AUTUMN else _("spring of %(years)s")
        return words % {"years": years}


def coming_semesters(today: date, count: int = 4) -> list[Semester]:
    """The semester of *today* and those after it, *count* together."""
    found = [Semester.of(today)]
    while len(found) < count:
        found.append(found[-1].following)
    return found


def semester_label(code: str) -> str:
    """A stored semester in words; the bare code where it is none."""
    semester = Semester.parse(code)
    return semester.label if semester is not None else code
