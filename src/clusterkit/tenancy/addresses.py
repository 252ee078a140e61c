"""Loading the URL configurations where no schema is in force."""

from __future__ import annotations

from django.conf import settings
from django.urls import get_resolver

from clusterkit.tenancy.closed import CLOSED_URLCONF
from clusterkit.tenancy.context import nowhere


def load_addresses() -> None:
    """Import all views, and with them their forms, while the connection stands nowhere.

    Otherwise the first ``reverse()`` or the first request would do it inside some cluster, and the query set of a
    choice field, made once with its form class, would belong to that cluster for the life of the process.
    """
    with nowhere():
        for urlconf in (settings.ROOT_URLCONF, getattr(settings, "PUBLIC_SCHEMA_URLCONF", None), CLOSED_URLCONF):
            if urlconf:
                _ = get_resolver(urlconf).url_patterns
