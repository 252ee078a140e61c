"""Wiring of notifications."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class NotificationsConfig(ClusterkitAppConfig):
    """Notices and the outbox."""

    name = "clusterkit.notifications"
    label = "clusterkit_notifications"
    url_prefix = "notices/"
