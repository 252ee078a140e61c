"""When a digest is due: at an hour of the clock on the wall, where the reader lives."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clusterkit.accounts.models import Profile
from clusterkit.core.conf import conf
from clusterkit.notifications.enums import Period
from clusterkit.tenancy.context import current_cluster


def next_due(period: Period, after: datetime, zone: str) -> datetime:
    """The first moment later than *after* at which a digest of *period* is due in *zone*.

    Each day at the hour of the setting DIGEST_HOUR, or each Monday. An hour that a night skips is an hour later then.
    """
    tz = ZoneInfo(zone)
    day: date = after.astimezone(tz).date()
    if period == Period.WEEKLY:
        day -= timedelta(days=day.weekday())
    step = timedelta(days=7 if period == Period.WEEKLY else 1)
    while (moment := _at(day, tz)) <= after:
        day += step
    return moment


def period_key(period: Period, now: datetime, zone: str) -> str:
    """The day whose digest is due at *now* at the latest: each person gets one digest for it."""
    tz = ZoneInfo(zone)
    day = now.astimezone(tz).date()
    if period == Period.WEEKLY:
        day -= timedelta(days=day.weekday())
    if _at(day, tz) > now:
        day -= timedelta(days=7 if period == Period.WEEKLY else 1)
    return f"{period.value}:{day.isoformat()}"


def zones_of(user_ids: Collection[int]) -> dict[int, str]:
    """The time zones of people: their own where they said one, else the cluster's."""
    rows = Profile.objects.filter(user_id__in=user_ids).exclude(time_zone="").values_list("user_id", "time_zone")
    own = dict(rows)
    common = str(current_cluster().time_zone)
    return {user_id: own.get(user_id, common) for user_id in user_ids}


def _at(day: date, tz: ZoneInfo) -> datetime:
    # There and back through UTC: an hour that does not exist becomes the one that the clocks showed instead.
    utc = ZoneInfo("UTC")
    return datetime.combine(day, time(int(conf.DIGEST_HOUR)), tz).astimezone(utc)
