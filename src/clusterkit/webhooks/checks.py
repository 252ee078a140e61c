"""Mistakes of the installation that concern web hooks."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from clusterkit.core.conf import conf
from clusterkit.webhooks.addresses import allowed_networks


@register()
def check_networks(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """WEBHOOK_ALLOWED_NETWORKS holds networks, WEBHOOK_PORTS numbers of ports."""
    try:
        allowed_networks()
    except (ValueError, TypeError) as error:
        return [
            Error(
                f"CLUSTERKIT['WEBHOOK_ALLOWED_NETWORKS'] holds something that is no network: {error}",
                hint="Write networks such as 10.20.0.0/16; the bits behind the length are zero.",
                id="clusterkit.E130",
            )
        ]
    if not all(isinstance(port, int) and 0 < port < 65536 for port in conf.WEBHOOK_PORTS):
        return [Error("CLUSTERKIT['WEBHOOK_PORTS'] holds something that is no port", id="clusterkit.E131")]
    return []
