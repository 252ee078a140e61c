"""Cache keys that hold the schema. Every cache alias must use :func:`make_key` (a system check asks for it)."""

from __future__ import annotations

from clusterkit.tenancy.context import current_schema


def make_key(key: str, key_prefix: str, version: int) -> str:
    """``KEY_FUNCTION`` of a cache: the schema in force comes first, so clusters cannot read each other's entries."""
    return f"{current_schema()}:{key_prefix}:{version}:{key}"
