"""Wiring of the web hooks."""

from __future__ import annotations

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from clusterkit.core import happenings, surfaces
from clusterkit.core.apps import ClusterkitAppConfig


class WebhooksConfig(ClusterkitAppConfig):
    """What happens here, told to other systems."""

    name = "clusterkit.webhooks"
    label = "clusterkit_webhooks"
    verbose_name = _("Web hooks")
    url_prefix = "webhooks/"
    has_api = True
    policies_complete = True

    def ready(self) -> None:
        """Listen to what the features tell, and register the rest."""
        from clusterkit.webhooks import checks, policies, receivers  # noqa: F401 (they register themselves)
        from clusterkit.webhooks.services import write_deliveries

        # The leaves of the features: a worker must know a happening before the feature's services are read.
        autodiscover_modules("happenings")
        happenings.listeners.fill(write_deliveries)
        surfaces.account_menu.connect(receivers.account, order=36)
