"""Breaches of what the cluster asks of its members."""

from __future__ import annotations

import factory
from django.utils import timezone

from clusterkit.membership.models import CompositionBreach


class CompositionBreachFactory(factory.django.DjangoModelFactory):
    """Too few members since today."""

    class Meta:
        model = CompositionBreach

    rule = "members"
    needed = 15
    counted = 14
    since = factory.LazyFunction(timezone.localdate)
