"""Wiring of the extension. Its receivers and registry entries stand in ``clusterkit_hooks.py``, which is found by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class PartnersConfig(ClusterkitAppConfig):
    """Safety records in every cluster, shown on the pages of organisations."""

    name = "example_project.partners"
    label = "partners"
    verbose_name = _("Safety at work")
    policies_complete = True

    def ready(self) -> None:
        """Register the policy."""
        from example_project.partners import policies  # noqa: F401 (registered by import)
