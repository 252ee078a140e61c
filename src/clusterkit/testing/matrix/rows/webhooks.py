"""Web hooks with what was sent to them. None leads to a machine that exists."""

from __future__ import annotations

from clusterkit.testing.factories.webhooks import AttemptFactory, DeliveryFactory, EndpointFactory
from clusterkit.testing.matrix.world import FIRST, SECOND, World
from clusterkit.webhooks.enums import DeliveryState
from clusterkit.webhooks.models import Delivery, Endpoint


def fill(world: World) -> None:
    """FIRST is on and has one delivery given up; SECOND is off. Both lead to an address that is refused."""
    for key in (FIRST, SECOND):
        endpoint = EndpointFactory(pk=key, url="https://127.0.0.1/", is_active=key == FIRST)
        delivery = DeliveryFactory(
            pk=key, endpoint=endpoint, event="news.published", target_label="nothing.here", state=DeliveryState.DEAD
        )
        attempt = AttemptFactory(pk=key, delivery=delivery)
        for row, field in ((endpoint, "description"), (attempt, "answer")):
            setattr(row, field, world.canary(row))
            row.save()
        world.put(endpoint, delivery, attempt, planted=False)
    for prefix in ("/webhooks/{pk}/", "/api/v1/webhooks/{pk}/"):
        world.route(prefix, Endpoint)
    for prefix in ("/webhooks/deliveries/{pk}/", "/api/v1/webhooks/deliveries/{pk}/"):
        world.route(prefix, Delivery)
