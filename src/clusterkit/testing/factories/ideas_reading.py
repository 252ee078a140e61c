"""What people keep of the exchange, without the services."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone

from clusterkit.ideas.models import SavedSearch
from clusterkit.testing.factories.accounts import UserFactory


class SavedSearchFactory(factory.django.DjangoModelFactory):
    """A search for requests that was kept two days ago, so that it is due."""

    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"Search {number}")
    query = factory.LazyFunction(lambda: {"kind": "request"})
    seen_until = factory.LazyFunction(lambda: timezone.now() - timedelta(days=2))
    checked_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=2))
