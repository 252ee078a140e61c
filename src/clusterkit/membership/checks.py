"""Mistakes of the installation that concern membership."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from clusterkit.core.conf import conf
from clusterkit.membership.rules import decision_rules


@register()
def check_decision_rule(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The setting DECISION_RULE names a registered rule."""
    if decision_rules.get(conf.DECISION_RULE) is None:
        return [
            Error(
                f"CLUSTERKIT['DECISION_RULE'] is {conf.DECISION_RULE!r}, and no rule of that name is registered",
                hint="Use four_eyes, coordinator_alone, council_simple or council_qualified, "
                "or register a rule in clusterkit_hooks.py.",
                id="clusterkit.E030",
            )
        ]
    return []
