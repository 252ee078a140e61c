"""Wiring of events."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class EventsConfig(ClusterkitAppConfig):
    """Events and registrations."""

    name = "clusterkit.events"
    label = "clusterkit_events"
    url_prefix = "events/"
    switchable = True
