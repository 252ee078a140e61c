"""Items of the idea exchange and what belongs to them, in any state, without the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from clusterkit.ideas.enums import InterestState, ItemState, OutcomeKind
from clusterkit.ideas.models import Comment, Follow, Interest, InterestMessage, Item, Outcome
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import OrganisationFactory


class ItemFactory(factory.django.DjangoModelFactory):
    """An open request. ``sectors=[sector, …]`` gives its fields of work."""

    class Meta:
        model = Item
        skip_postgeneration_save = True

    kind = "request"
    title = factory.Sequence(lambda number: f"Request {number}")
    summary = factory.LazyAttribute(lambda row: f"Summary of {row.title}")
    body = factory.LazyAttribute(lambda row: f"Text of {row.title}")
    organisation = factory.SubFactory(OrganisationFactory)
    author = factory.SubFactory(UserFactory)
    state = ItemState.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)
    valid_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))

    @factory.post_generation
    def sectors(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Set the given sectors."""
        if create and extracted:
            self.sectors.set(extracted)


class DraftFactory(ItemFactory):
    """An item that only its organisation sees."""

    state = ItemState.DRAFT
    published_at = None
    valid_until = None


class CommentFactory(factory.django.DjangoModelFactory):
    """A comment on an open item."""

    class Meta:
        model = Comment

    item = factory.SubFactory(ItemFactory)
    author = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda number: f"Comment {number}")


class FollowFactory(factory.django.DjangoModelFactory):
    """Somebody follows an item."""

    class Meta:
        model = Follow

    item = factory.SubFactory(ItemFactory)
    user = factory.SubFactory(UserFactory)


class InterestFactory(factory.django.DjangoModelFactory):
    """An organisation answers an item and waits."""

    class Meta:
        model = Interest

    item = factory.SubFactory(ItemFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    author = factory.SubFactory(UserFactory)
    message = factory.Sequence(lambda number: f"We can help {number}")
    state = InterestState.SENT


class InterestMessageFactory(factory.django.DjangoModelFactory):
    """A message of the side that answered."""

    class Meta:
        model = InterestMessage

    interest = factory.SubFactory(InterestFactory)
    author = factory.SelfAttribute("interest.author")
    organisation = factory.SelfAttribute("interest.organisation")
    text = factory.Sequence(lambda number: f"Message {number}")


class OutcomeFactory(factory.django.DjangoModelFactory):
    """What came of an item, not confirmed yet."""

    class Meta:
        model = Outcome

    item = factory.SubFactory(ItemFactory, state=ItemState.FULFILLED)
    kind = OutcomeKind.ADVICE
    text = "It helped."
