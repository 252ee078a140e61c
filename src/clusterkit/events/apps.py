"""Wiring of events."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class EventsConfig(ClusterkitAppConfig):
    """Events and registrations."""

    name = "clusterkit.events"
    label = "clusterkit_events"
    verbose_name = _("Events")
    url_prefix = "events/"
    switchable = True
    policies_complete = True

    def ready(self) -> None:
        """Load the policies."""
        from clusterkit.events import policies  # noqa: F401 (they register themselves)
