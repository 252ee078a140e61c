"""Entries of a removed cluster in the caches."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache


def forget(schema: str) -> None:
    """Remove every entry whose key begins with *schema*, where the cache can list its keys: in this process's memory and
    in Redis. Elsewhere they expire; nobody can meet them, for the name of a schema is never used again.
    """
    for alias in settings.CACHES:
        cache = caches[alias]
        if isinstance(cache, LocMemCache):
            _from_memory(cache, f"{schema}:")
        elif isinstance(cache, RedisCache):
            _from_redis(cache, f"{schema}:")


def _from_memory(cache: Any, start: str) -> None:
    with cache._lock:
        for key in [key for key in cache._cache if key.startswith(start)]:
            del cache._cache[key]
            cache._expire_info.pop(key, None)


def _from_redis(cache: Any, start: str) -> None:
    client = cache._cache.get_client(None, write=True)
    keys = list(client.scan_iter(match=f"{start}*", count=1000))
    if keys:
        client.delete(*keys)
