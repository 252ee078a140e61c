"""The exchange's list and search at 10 thousand, 100 thousand and 1 million items, each in a cluster of its own.

What is timed: a *page* is the answer of the site to a guest, HTML and all. A *search* is what is known of the words, and the
twenty best of what a registered reader sees, by key, score and snippet; beside it stands bare SQL that ranks every match. The *rows*
of a search are the same with all that the list draws: organisations, sectors, numbers of comments and answers. Queries go round a few words of like frequency, sizes and calls take
turns, so that a busy machine disturbs all alike. ``IDEAS_SIZES=10000,50000`` makes it shorter.
"""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from html import unescape
from typing import Any
from urllib.parse import urlencode

from bench.table import Result

ROUNDS = int(os.environ.get("ROUNDS", "60"))
SIZES = tuple(map(int, os.environ.get("IDEAS_SIZES", "10000,100000,1000000").split(",")))
PAGE = 20
COMMON = (0.20, 0.18, 0.15, 0.12)
MIDDLE = (0.02, 0.01, 0.005, 0.002)
RARE = (90, 60, 40, 20)
_OLDER = re.compile(r'href="(\?[^"]*before=[^"]+)"')


@dataclass(frozen=True)
class World:
    """A cluster with an exchange of so many items."""

    size: int
    host: str
    cluster: Any
    exchange: Any


@cache
def world(size: int) -> World:
    """The cluster with *size* items, made once a run, or once for all in a kept database."""
    from bench.ideas_world import Exchange
    from bench.world import cluster_of
    from clusterkit.tenancy.context import cluster_context

    host = f"ideas{size}.testserver"
    cluster, is_new = cluster_of(f"ideas{size}", host, "Bench")
    exchange = Exchange(largest=size)
    with cluster_context(cluster):
        if is_new:
            print(f"{size} items made in {exchange.grow(size):.0f} s", flush=True)
        else:
            exchange.read(size)
    return World(size, host, cluster, exchange)


def lists(cluster: Any) -> Iterator[Result]:
    """``ideas.list.p95_growth``: the slower of first and next page."""
    worlds = [world(size) for size in SIZES]
    calls = []
    for one in worlds:
        client = _client(one.host)
        calls += [partial(_get, client, "/ideas/"), partial(_get, client, f"/ideas/{_older(_get(client, '/ideas/'))}")]
    times = p95(*calls)
    both = [max(times[place : place + 2]) for place in range(0, len(times), 2)]
    for one, milliseconds in list(zip(worlds, both, strict=True))[1:]:
        name = "ideas.list.p95_growth" if one is worlds[-1] else f"ideas.list.p95_growth_{one.size}"
        yield Result.of(name, milliseconds, "ms", f"{worlds[0].size} items, now {one.size}", both[0])


def deep_page(cluster: Any) -> Iterator[Result]:
    """``ideas.deep_page.ratio``: a page from the middle of the largest list."""
    from clusterkit.access.viewer import Viewer
    from clusterkit.core.web.cursors import write_place
    from clusterkit.ideas.selectors import listed
    from clusterkit.ideas.selectors.ordering import NEWEST, ORDERS
    from clusterkit.tenancy.context import cluster_context

    one = world(SIZES[-1])
    middle = one.size // 2
    with cluster_context(one.cluster):
        place = write_place(ORDERS[NEWEST], listed(Viewer(_nobody())).order_by(*ORDERS[NEWEST])[middle])
    client = _client(one.host)
    deep_path = f"/ideas/?{urlencode({'before': place})}"
    first, deep = p95(partial(_get, client, "/ideas/"), partial(_get, client, deep_path))
    yield Result.of("ideas.deep_page.ratio", deep, "ms", f"the first page, now from row {middle}", first)


def searches(cluster: Any) -> Iterator[Result]:
    """``ideas.search_common.p95_ms``, ``ideas.search_middle.p95_ms``, ``ideas.search_rare.p95_ms``, and of each the
    ``…_rows.p95_ms``."""
    from clusterkit.access.viewer import Viewer
    from clusterkit.core.policies import visible_to
    from clusterkit.ideas.models import Item
    from clusterkit.ideas.selectors import listed, search_items
    from clusterkit.tenancy.context import cluster_context

    one = world(SIZES[-1])
    reader = Viewer(_nobody(), tier="registered")

    def rows(word: str) -> None:
        assert len(search_items(listed(reader), reader, word)[:PAGE]) > 0, word

    def search(word: str) -> None:
        found: Any = search_items(visible_to(reader, Item.objects.all()), reader, word)
        assert len(found.values_list("pk", "score", "found")[:PAGE]) > 0, word

    with cluster_context(one.cluster):
        for name, shares in (("common", COMMON), ("middle", MIDDLE), ("rare", [number / one.size for number in RARE])):
            words = [one.exchange.word(share=share) for share in shares]
            ours, drawn = p95(_round(search, words), _round(rows, words))
            (bare,) = p95(_round(_bare, words), rounds=12)
            yield Result.of(f"ideas.search_{name}.p95_ms", ours, "ms", "ts_rank over all matches", bare)
            yield Result.of(f"ideas.search_{name}_rows.p95_ms", drawn, "ms", "key, score and snippet only", ours)


def facets(cluster: Any) -> Iterator[Result]:
    """``ideas.facets.p95_ms``: the numbers of kinds, states and sectors."""
    from bench.ideas_world import run, table
    from clusterkit.access.viewer import Viewer
    from clusterkit.ideas.models import Item
    from clusterkit.ideas.selectors import facet_counts, listed
    from clusterkit.tenancy.context import cluster_context

    one = world(SIZES[-1])
    reader = Viewer(_nobody(), tier="registered")
    counting = f"SELECT kind, count(*) FROM {table(Item)} WHERE state = 'published' GROUP BY kind"
    with cluster_context(one.cluster):
        rows = listed(reader)
        (ours,) = p95(partial(facet_counts, rows, rows, rows), rounds=20)
        (bare,) = p95(partial(run, counting), rounds=6)
    yield Result.of("ideas.facets.p95_ms", ours, "ms", "one facet counted to the end", bare)


def _bare(word: str) -> None:
    from bench.ideas_world import run, table
    from clusterkit.ideas.models import Item

    found = run(
        "SELECT id, ts_rank(search, query) AS score"
        f"  FROM {table(Item)}, plainto_tsquery('russian', '{word}') query"
        f" WHERE search @@ query ORDER BY score DESC LIMIT {PAGE}"
    )
    assert found, word


def _round(call: Callable[[str], Any], words: list[str]) -> Callable[[], Any]:
    turn = iter(range(10**9))
    return lambda: call(words[next(turn) % len(words)])


def _client(host: str) -> Any:
    from django.test import Client

    return Client(headers={"host": host, "accept-language": "ru"})


def _get(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def _older(html: str) -> str:
    found = _OLDER.search(html)
    assert found is not None, "the first page has no next one"
    return unescape(found[1])


def _nobody() -> Any:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def p95(*calls: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds that 95 of 100 runs of each call stay under, the calls taken in turn after each was warmed up."""
    times: list[list[float]] = [[] for _call in calls]
    for turn in range(rounds + 4):
        for call, found in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            if turn >= 4:
                found.append((time.perf_counter() - start) * 1000)
    return [sorted(found)[math.ceil(0.95 * len(found)) - 1] for found in times]
