"""Wiring of notifications."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.apps import ClusterkitAppConfig


class NotificationsConfig(ClusterkitAppConfig):
    """Notices and the outbox."""

    name = "clusterkit.notifications"
    label = "clusterkit_notifications"
    verbose_name = _("Notices and mails")
    url_prefix = "notices/"
    has_api = True
    policies_complete = True

    def ready(self) -> None:
        from clusterkit.notifications import checks, personal, policies, receivers  # noqa: F401 (registered by import)
        from clusterkit.notifications.selectors import unread_count
        from clusterkit.notifications.sending import write_and_send

        ports.notices.fill(write_and_send)
        ports.unread_count.fill(unread_count)
