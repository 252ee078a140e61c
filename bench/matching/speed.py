"""How long it takes to match one new item among very many."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from typing import Any, Final

from bench.ideas_reading import SIZES, world
from bench.table import Result

NEW_ITEMS: Final = 24
TARGET: Final = 1.0


def one_new_item() -> Iterator[Result]:
    """``ideas.match.s``: the p95 of matching one new item, its suggestions and those of others computed and stored.

    Its words are drawn as those of the others, so common ones and rare ones are among them. The first of the new items
    is matched twice, so that the process knows the word forms that everybody uses, as a worker that runs for a while does.
    """
    from clusterkit.tenancy.context import cluster_context

    one = world(SIZES[-1])
    with cluster_context(one.cluster):
        took = sorted(_matched(one.exchange))
    p95 = took[min(len(took) - 1, round(0.95 * (len(took) - 1)))]
    unit = f"s p95 (median {statistics.median(took):.2f})"
    yield Result.of("ideas.match.s", p95, unit, f"target at {one.size} items", TARGET)


def _matched(exchange: Any) -> Iterator[float]:
    from datetime import timedelta

    from django.utils import timezone

    from clusterkit.directory.models import Organisation
    from clusterkit.ideas.enums import ItemState
    from clusterkit.ideas.models import Item
    from clusterkit.ideas.services.matching import match_item

    draw = random.Random(11)
    owner = Organisation.objects.order_by("pk")[0]
    for number in range(NEW_ITEMS + 1):
        title, summary, body = (" ".join(exchange.words.draw(draw, length)) for length in (6, 15, 60))
        item = Item.objects.create(
            kind="request" if number % 2 else "offer",
            title=title[:160],
            summary=summary[:400],
            body=body,
            tags=draw.choices(exchange.tags, k=4),
            organisation=owner,
            state=ItemState.PUBLISHED,
            published_at=timezone.now(),
            valid_until=timezone.localdate() + timedelta(days=60),
        )
        start = time.perf_counter()
        match_item(item.pk)
        if number:
            yield time.perf_counter() - start
        # One is there at a time, and none afterwards: the number of the others is the measure.
        item.delete()
