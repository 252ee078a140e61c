"""Hook points of membership."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clusterkit.core.hookpoints import Notify, Veto
from clusterkit.core.transitions import Changed


@dataclass(frozen=True)
class TierChanged:
    """An organisation's standing changed: ``before`` and ``after`` are tier codes ("registered", "member")."""

    organisation_id: int
    before: str
    after: str


application_submitted: Notify[Changed[Any]] = Notify(
    "application_submitted",
    Changed,
    "An application was sent, for the first time or completed. ``obj`` is the application.",
)
application_decided: Notify[Changed[Any]] = Notify(
    "application_decided",
    Changed,
    "An application was approved or rejected (see ``transition.name``). ``obj`` is the application.",
)
before_decision: Veto[Changed[Any]] = Veto(
    "before_decision",
    Changed,
    "An application is about to be approved or rejected. Answer None, or the reason why it may not happen.",
)
tier_changed: Notify[TierChanged] = Notify(
    "tier_changed",
    TierChanged,
    "The people of an organisation gained or lost a tier by an act: approval, suspension, leaving. "
    "A term that simply ends is seen by its dates and announces nothing.",
)
