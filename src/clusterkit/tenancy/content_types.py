"""The memory of content types, held by the connection and apart for each schema.

Django keeps one for the whole process. The same model has another number in each cluster, so a thread that serves one
cluster would be given the number that a thread of another has just looked up. django-tenants empties the memory at
each switch, which does not help two threads at once.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentTypeManager

from clusterkit.tenancy.context import current_schema, tenant_connection

Entries = dict[str, dict[Any, Any]]


class _OfTheSchema:
    """Stands in the place of ``ContentTypeManager._cache``."""

    def __get__(self, manager: Any, owner: type) -> Entries | _OfTheSchema:
        if manager is None:
            return self
        # By model too: migrations have classes of their own.
        entries: Entries = tenant_connection().content_types.setdefault((current_schema(), manager.model), {})
        return entries

    def __set__(self, manager: Any, value: Entries) -> None:
        """Django sets an empty one in ``__init__``, when the manager has no model yet: nothing to keep."""


def keep_apart() -> None:
    """Let every manager of content types use the memory of its connection."""
    ContentTypeManager._cache = _OfTheSchema()  # type: ignore[attr-defined]
