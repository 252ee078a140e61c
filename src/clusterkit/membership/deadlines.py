"""How long something may still take, in words: for lists, pages and messages alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON: Final = 2
"""With so many days left, or fewer, a deadline is shown as a warning."""


@dataclass(frozen=True)
class Due:
    """A deadline as it is shown: ``days`` that are left, negative when it is over, in words and as a tone for chips."""

    days: int

    @property
    def text(self) -> str:
        """Such as “3 days left” or “2 days late”."""
        if self.days > 0:
            return ngettext("%(days)d day left", "%(days)d days left", self.days) % {"days": self.days}
        if self.days < 0:
            return ngettext("%(days)d day late", "%(days)d days late", -self.days) % {"days": -self.days}
        return _("due today")

    @property
    def tone(self) -> str:
        """Quiet while there is time."""
        if self.days < 0:
            return "bad"
        return "warn" if self.days <= SOON else "neutral"


def due_in(last_day: date | None, today: date) -> Due | None:
    """What is left until *last_day*, None where there is none."""
    return None if last_day is None else Due((last_day - today).days)
