"""Web hooks are the office's."""

from __future__ import annotations

from clusterkit.core.policies import TierPolicy, register
from clusterkit.webhooks.actions import MANAGE
from clusterkit.webhooks.models import Attempt, Delivery, Endpoint


@register
class EndpointPolicy(TierPolicy[Endpoint]):
    """Coordinators see and manage them."""

    model = Endpoint
    view = MANAGE


@register
class DeliveryPolicy(TierPolicy[Delivery]):
    """Coordinators see what was sent, and send it again."""

    model = Delivery
    view = MANAGE


@register
class AttemptPolicy(TierPolicy[Attempt]):
    """Coordinators see what came back."""

    model = Attempt
    view = MANAGE
