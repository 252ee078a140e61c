"""Mistakes of installation that concern the public host, told at start."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from clusterkit.core.conf import conf
from clusterkit.registry import second_factor


@register(Tags.security)
def check_second_factor(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A second factor that is required can be set up."""
    if not conf.OPERATORS_REQUIRE_SECOND_FACTOR or second_factor.is_available():
        return []
    return [
        Error(
            "OPERATORS_REQUIRE_SECOND_FACTOR is on, but allauth.mfa is not installed",
            hint="Install clusterkit[accounts]; clusterkit.presets then adds the app.",
            id="clusterkit.E060",
        )
    ]
