"""Wiring of membership."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class MembershipConfig(ClusterkitAppConfig):
    """Membership applications and terms."""

    name = "clusterkit.membership"
    label = "clusterkit_membership"
    url_prefix = "membership/"
    switchable = True
