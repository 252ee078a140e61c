"""Changes of open items, in any state, without the services."""

from __future__ import annotations

import factory

from clusterkit.ideas.models import ItemChange
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.ideas import ItemFactory


class ItemChangeFactory(factory.django.DjangoModelFactory):
    """A change of the summary that waits for the coordinators."""

    class Meta:
        model = ItemChange

    item = factory.SubFactory(ItemFactory)
    author = factory.SubFactory(UserFactory)
    values = factory.LazyFunction(lambda: {"summary": "New words"})
