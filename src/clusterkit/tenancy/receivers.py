"""Reactions of the tenancy to its own rows, and its answer to the port ``is_enabled``."""

from __future__ import annotations

from typing import Any

from clusterkit.tenancy.context import current_cluster, in_cluster
from clusterkit.tenancy.services import announce_host_change


def hosts_changed(**kwargs: Any) -> None:
    """A cluster or a domain was saved or deleted, the admin's way included: tell the host caches."""
    if not kwargs.get("raw"):
        announce_host_change()


def is_app_enabled(app_label: str) -> bool:
    """Whether the current cluster uses the app; outside clusters everything installed is in use."""
    return current_cluster().is_app_enabled(app_label) if in_cluster() else True
