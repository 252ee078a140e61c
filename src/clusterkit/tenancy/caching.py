"""Cache keys that hold the schema. Every cache alias must use :func:`make_key` (a system check asks for it)."""

from __future__ import annotations

from clusterkit.tenancy.context import required_schema


def make_key(key: str, key_prefix: str, version: int) -> str:
    """``KEY_FUNCTION`` of a cache: the schema in force comes first, so clusters cannot read each other's entries.

    Raises ``NoClusterError`` nowhere: all clusters would share such an entry.
    """
    return f"{required_schema('A cache key')}:{key_prefix}:{version}:{key}"
