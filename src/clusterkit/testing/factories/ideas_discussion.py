"""What belongs to discussions: earlier texts, reactions, marks of reading."""

from __future__ import annotations

import factory
from django.utils import timezone

from clusterkit.ideas.enums import ReactionKind
from clusterkit.ideas.models import CommentRevision, Reaction, ReadMark
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.ideas import CommentFactory, ItemFactory


class CommentRevisionFactory(factory.django.DjangoModelFactory):
    """The text of a comment before it was corrected."""

    class Meta:
        model = CommentRevision

    comment = factory.SubFactory(CommentFactory)
    text = factory.Sequence(lambda number: f"Earlier text {number}")
    written_at = factory.LazyFunction(timezone.now)


class ReactionFactory(factory.django.DjangoModelFactory):
    """Somebody finds an item useful; a comment of it with ``comment=…``."""

    class Meta:
        model = Reaction

    item = factory.LazyAttribute(lambda row: row.comment.item if row.comment is not None else ItemFactory())
    comment = None
    user = factory.SubFactory(UserFactory)
    kind = ReactionKind.USEFUL


class ReadMarkFactory(factory.django.DjangoModelFactory):
    """Somebody has read a discussion up to now."""

    class Meta:
        model = ReadMark

    item = factory.SubFactory(ItemFactory)
    user = factory.SubFactory(UserFactory)
    seen_at = factory.LazyFunction(timezone.now)
