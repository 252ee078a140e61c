"""Web hooks, deliveries and tries."""

from __future__ import annotations

import factory

from clusterkit.webhooks.models import Attempt, Delivery, Endpoint


class EndpointFactory(factory.django.DjangoModelFactory):
    """A web hook that wants every happening of the features, as a guest would read it."""

    class Meta:
        model = Endpoint

    url = factory.Sequence(lambda number: f"https://hooks.example.org/{number}")
    description = factory.Sequence(lambda number: f"System {number}")
    events = factory.LazyFunction(
        lambda: [
            *("item.published", "event.published", "event.changed", "event.cancelled"),
            *("news.published", "organisation.joined", "organisation.left"),
        ]
    )


class DeliveryFactory(factory.django.DjangoModelFactory):
    """A test that waits."""

    class Meta:
        model = Delivery

    endpoint = factory.SubFactory(EndpointFactory)
    event = "ping"


class AttemptFactory(factory.django.DjangoModelFactory):
    """A try that arrived."""

    class Meta:
        model = Attempt

    delivery = factory.SubFactory(DeliveryFactory)
    status = 200
    answer = "thank you"
    duration_ms = 12
