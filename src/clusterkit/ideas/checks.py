"""Mistakes of the installation that concern the idea exchange."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django.core.checks import CheckMessage, Error, register

from clusterkit.core.conf import conf
from clusterkit.ideas.matching.scorers import scorers


@register()
def check_matching(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """MATCHING_SCORER names a registered scorer, MATCHING_WEIGHTS weighs its attributes."""
    scorer = scorers.get(conf.MATCHING_SCORER)
    if scorer is None:
        return [
            Error(
                f"CLUSTERKIT['MATCHING_SCORER'] is {conf.MATCHING_SCORER!r}, and no scorer of that name is registered",
                hint=f"Use {', '.join(sorted(item.code for item in scorers))}, "
                "or register a scorer in clusterkit_hooks.py.",
                id="clusterkit.E065",
            )
        ]
    fault = _fault_of_weights(conf.MATCHING_WEIGHTS, scorer.attributes)
    if fault:
        names = ", ".join(scorer.attributes)
        return [
            Error(
                f"CLUSTERKIT['MATCHING_WEIGHTS'] {fault}",
                hint=f"Give the attributes of the scorer ({names}) numbers of 0 or more, one at least above 0.",
                id="clusterkit.E066",
            )
        ]
    return []


def _fault_of_weights(weights: Any, attributes: Mapping[str, Any]) -> str:
    if not isinstance(weights, Mapping):
        return "is no mapping of attributes to numbers"
    unknown = sorted(str(name) for name in weights if name not in attributes)
    if unknown:
        return f"weighs what the scorer does not look at: {', '.join(unknown)}"
    for name, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not math.isfinite(weight) or weight < 0:
            return f"gives {name!r} a weight that is no number of 0 or more"
    return "" if any(weights.values()) else "weighs everything with 0"
