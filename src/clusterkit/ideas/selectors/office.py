"""How the exchange of the cluster works."""

from __future__ import annotations

from clusterkit.ideas.models import ExchangeSettings


def exchange_settings() -> ExchangeSettings:
    """The cluster's choices; one that has set nothing has the defaults."""
    return ExchangeSettings.objects.first() or ExchangeSettings()
