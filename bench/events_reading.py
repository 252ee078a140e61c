"""Reading events: a feed of 500 for who has it already beside the full one, and SQL of the month, by day and the list at 3 and 300."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from bench.table import Result

FEED = "/events/calendar.ics"
ROUNDS = 30


def feed(cluster: Any) -> Iterator[Result]:
    """``events.feed.ms``: 500 events, answered with 304."""
    client = _filled("eventsfeed", 500)
    etag = client.get(FEED).headers["ETag"]

    def unchanged() -> None:
        assert client.get(FEED, headers={"if-none-match": etag}).status_code == 304

    def full() -> None:
        assert client.get(FEED).content.count(b"BEGIN:VEVENT") == 500

    cached, whole = _times(unchanged, full)
    yield Result.of("events.feed.ms", cached, "ms", "the full feed of 500", whole)


def pages(cluster: Any) -> Iterator[Result]:
    """``events.month.sql``, ``events.days.sql``, ``events.list.sql``: statements of a page with 300 events."""
    few, many = _filled("eventsfew", 3), _filled("eventsmany", 300)
    ways = {"month": f"/events/month/?month={_day():%Y-%m}", "days": "/events/days/", "list": "/events/"}
    for name, path in ways.items():
        yield Result.of(f"events.{name}.sql", _sql(many, path), "statements", "3 events", _sql(few, path))
    (milliseconds, small) = _times(partial(many.get, ways["month"]), partial(few.get, ways["month"]))
    yield Result.of("events.month.ms", milliseconds, "ms", "3 events", small)


def _day() -> datetime:
    from django.utils import timezone

    return (timezone.now() + timedelta(days=40)).replace(day=15, hour=9)


def _filled(slug: str, number: int) -> Any:
    """A guest's client of a cluster with so many events in one month."""
    from django.test import Client

    from bench.world import cluster_of
    from clusterkit.events.models import Event
    from clusterkit.tenancy.context import cluster_context
    from clusterkit.testing.factories.events import HybridEventFactory

    host, first = f"{slug}.testserver", _day()
    cluster, is_new = cluster_of(slug, host, "Bench")
    if is_new:
        starts = [first + timedelta(hours=step % 48, minutes=step) for step in range(number)]
        with cluster_context(cluster):
            Event.objects.bulk_create(
                HybridEventFactory.build(starts_at=at, ends_at=at + timedelta(hours=2), time_zone="Europe/Warsaw")
                for at in starts
            )
    return Client(headers={"host": host, "accept-language": "ru"})


def _sql(client: Any, path: str) -> int:
    from bench.cases import sql_of

    return sql_of(client, path)


def _times(*calls: Callable[[], Any]) -> list[float]:
    """Median milliseconds of each, the calls taken in turn after each was warmed up."""
    times: list[list[float]] = [[] for _call in calls]
    for turn in range(ROUNDS + 2):
        for call, found in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            if turn >= 2:
                found.append((time.perf_counter() - start) * 1000)
    return [median(found) for found in times]
