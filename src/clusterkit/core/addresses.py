"""Addresses of views. A list asks for the same ones again and again, and Django puts each together anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from weakref import WeakKeyDictionary

from django.urls import URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

KEPT = 4096

_Find = Callable[..., str]
_finders: WeakKeyDictionary[URLResolver, _Find] = WeakKeyDictionary()


def address_of(view_name: str, /, **kwargs: str | int) -> str:
    """As Django's ``reverse()``, put together once. Raises ``NoReverseMatch`` like it.

    An address depends on the addresses in force, where the site is mounted and the language, and on nothing else.
    """
    resolver = get_resolver(get_urlconf())
    find = _finders.get(resolver)
    if find is None:
        # Kept beside the resolver: whoever loads other addresses gets another one, and its addresses with it.
        find = _finders[resolver] = lru_cache(maxsize=KEPT)(_find)
    return find(get_script_prefix(), get_language(), view_name, **kwargs)


def _find(prefix: str, language: str | None, view_name: str, /, **kwargs: str | int) -> str:
    return reverse(view_name, kwargs=kwargs or None)
