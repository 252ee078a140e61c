"""Wiring of access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.apps import ClusterkitAppConfig


class AccessConfig(ClusterkitAppConfig):
    """Tiers, grants and rules of each cluster."""

    name = "clusterkit.access"
    label = "clusterkit_access"
    verbose_name = _("Tiers and rules")
    url_prefix = "rules/"
    policies_complete = True

    def ready(self) -> None:
        # System checks, grants as a source of standing, policies, an entry of the menu: registered by their import.
        from clusterkit.access import checks, policies, receivers, viewer  # noqa: F401
        from clusterkit.access.tiers import tier_label, tier_step

        ports.make_viewer.fill(viewer.viewer_of)
        ports.tier_label.fill(tier_label)
        ports.tier_step.fill(tier_step)
