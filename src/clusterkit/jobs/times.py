"""When something comes round again, and how long to wait after a failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

FIRST_DELAY: Final = timedelta(minutes=1)
LONGEST_DELAY: Final = timedelta(hours=6)


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: a minute, then twice as long each time, at most six hours."""
    doublings: int = min(attempts - 1, 20)
    return min(FIRST_DELAY * float(2**doublings), LONGEST_DELAY)


class Rhythm(Protocol):
    """When something is due."""

    def first(self, now: datetime, zone: ZoneInfo, phase: float) -> datetime:
        """When it is due for the first time; *phase* (0 to 1) spreads clusters over the time."""

    def after(self, due: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """When it is due next, after the run that was *due*: later than *now*, so that an outage is made up by one run."""


@dataclass(frozen=True)
class Every:
    """Again and again after the same time."""

    period: timedelta

    def __post_init__(self) -> None:
        if self.period < timedelta(seconds=1):
            raise ValueError("A schedule comes round once in a second at most")

    def first(self, now: datetime, zone: ZoneInfo, phase: float) -> datetime:
        """Somewhere within the first period."""
        return now + self.period * phase

    def after(self, due: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """In step with the time that was due, so that clusters stay spread."""
        missed = max((now - due) // self.period, 0)
        return due + self.period * (missed + 1)


@dataclass(frozen=True)
class Daily:
    """Once a day at this time of the cluster's own clock.

    Where the clock skips it (the night on which summer begins) it is as much later as the clock jumped; where it
    comes twice, the first counts.
    """

    at: time

    def first(self, now: datetime, zone: ZoneInfo, phase: float) -> datetime:
        """The next time it strikes."""
        return self.after(now, now, zone)

    def after(self, due: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """The first of the coming days' times that is later than *now* and than *due*."""
        latest = max(due, now)
        day = latest.astimezone(zone).date() - timedelta(days=1)
        while True:
            # Through UTC: two times of one zone are compared by the clock on the wall, fold or not.
            moment = datetime.combine(day, self.at, tzinfo=zone).astimezone(latest.tzinfo)
            if moment > latest:
                return moment
            day += timedelta(days=1)
