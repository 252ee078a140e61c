"""Reactions of the tenancy to its own rows, and its answers to the ports ``is_enabled`` and ``is_read_only``."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings

from clusterkit.tenancy.context import current_cluster, in_cluster, tenant_connection
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.placement import stands_in
from clusterkit.tenancy.services import announce_host_change


def hosts_changed(**kwargs: Any) -> None:
    """A cluster or a domain was saved or deleted, the admin's way included: tell the host caches.

    Not for one in the making, which answers nowhere: the row of the host version would be locked for the whole of a
    creation, and all others would wait for it.
    """
    row = kwargs.get("instance")
    cluster = row.tenant if isinstance(row, Domain) else row
    if not kwargs.get("raw") and getattr(cluster, "status", "") != ClusterStatus.PROVISIONING:
        announce_host_change()


def is_app_enabled(app_label: str) -> bool:
    """Whether the app is in use here: in a cluster unless it switched the app off, else if it is a shared app."""
    tenant = tenant_connection().tenant
    if isinstance(tenant, Cluster):
        # As below, in one step: a page asks this for every app.
        return tenant.is_app_enabled(app_label)
    if in_cluster():
        return current_cluster().is_app_enabled(app_label)
    return stands_in(apps.get_app_config(app_label), settings.SHARED_APPS)


def is_site_read_only() -> bool:
    """Whether the site in force is that of an archived cluster."""
    return in_cluster() and current_cluster().status == ClusterStatus.ARCHIVED
