"""A cache that all processes share: a real Redis, with the key function of the presets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache

from clusterkit import presets
from clusterkit.tenancy.caching import make_key
from clusterkit.tenancy.checks import check_infrastructure
from clusterkit.tenancy.context import cluster_context, nowhere, public_schema
from clusterkit.tenancy.exceptions import NoClusterError
from clusterkit.tenancy.models import Cluster
from tests.apps.hosting.servers import redis_server

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with redis_server() as found:
        yield found


@pytest.fixture
def redis(address: str, settings: Any) -> Iterator[RedisCache]:
    """The default cache on Redis, empty."""
    settings.CACHES = {
        "default": {
            **presets.CACHES["default"],
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": address,
        }
    }
    cache: Any = caches["default"]
    cache.clear()
    yield cache
    cache.clear()
    # Django leaves the connections to the process's end, which is no end that a test can wait for.
    for pool in cache._cache._pools.values():
        pool.disconnect()


def test_entries_of_two_clusters_do_not_meet(redis: RedisCache, alpha: Cluster, beta: Cluster) -> None:
    redis.set("greeting", "alpha's")
    with cluster_context(beta):
        assert redis.get("greeting") is None
        redis.set_many({"greeting": "beta's", "count": 1})
        assert redis.incr("count") == 2
        assert redis.delete("unknown") is False
    with public_schema():
        assert redis.get("greeting") is None
    assert redis.get_many(["greeting", "count"]) == {"greeting": "alpha's"}
    kept = {str(key, "utf-8") for key in redis._cache.get_client().keys("*") if isinstance(key, bytes)}
    assert kept == {
        f"{alpha.schema_name}::1:greeting",
        f"{beta.schema_name}::1:greeting",
        f"{beta.schema_name}::1:count",
    }


def test_without_the_key_function_they_meet(redis: RedisCache, settings: Any, beta: Cluster) -> None:
    without = {name: value for name, value in settings.CACHES["default"].items() if name != "KEY_FUNCTION"}
    careless = RedisCache(without["LOCATION"], {})
    careless.set("greeting", "alpha's")
    with cluster_context(beta):
        assert careless.get("greeting") == "alpha's"
    careless._cache.get_client().connection_pool.disconnect()
    settings.CACHES = {"default": without}
    assert [problem.id for problem in check_infrastructure(None)] == ["clusterkit.E003"]


def test_clear_is_for_all_and_so_not_a_clusters_to_call(redis: RedisCache, beta: Cluster) -> None:
    """Django's clear() empties the whole database of Redis: an entry is always one that can be made again."""
    redis.set("greeting", "alpha's")
    with cluster_context(beta):
        redis.clear()
    assert redis.get("greeting") is None


def test_nowhere_has_no_entries(redis: RedisCache) -> None:
    with nowhere(), pytest.raises(NoClusterError):
        redis.set("greeting", "everybody's")
    with nowhere(), pytest.raises(NoClusterError):
        make_key("greeting", "", 1)
