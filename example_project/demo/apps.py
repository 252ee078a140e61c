"""Wiring of the demonstration: its mailbox in every cluster."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class DemoConfig(ClusterkitAppConfig):
    """The demonstration's data, and the page that shows the mails it would have sent."""

    name = "example_project.demo"
    label = "demo"
    url_prefix = "mail/"
    policies_complete = True

    def ready(self) -> None:
        """Register the policy."""
        from example_project.demo import policies  # noqa: F401 (registered by import)
