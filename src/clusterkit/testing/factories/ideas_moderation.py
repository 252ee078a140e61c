"""What people report and support, and what the office does about it, without the services."""

from __future__ import annotations

import factory
from django.utils import timezone

from clusterkit.ideas.enums import IdeaStage, ReportReason, SanctionKind
from clusterkit.ideas.models import OfficialAnswer, Report, Sanction, Support
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.ideas import ItemFactory


class IdeaFactory(ItemFactory):
    """An open idea that collects support."""

    kind = "idea"
    title = factory.Sequence(lambda number: f"Idea {number}")


class ShortlistedFactory(IdeaFactory):
    """An idea that the cluster will answer."""

    stage = IdeaStage.SHORTLISTED
    shortlisted_at = factory.LazyFunction(timezone.now)


class SupportFactory(factory.django.DjangoModelFactory):
    """Somebody supports an idea, for no organisation."""

    class Meta:
        model = Support

    item = factory.SubFactory(IdeaFactory)
    user = factory.SubFactory(UserFactory)


class OfficialAnswerFactory(factory.django.DjangoModelFactory):
    """An answer that is drafted."""

    class Meta:
        model = OfficialAnswer

    item = factory.SubFactory(ShortlistedFactory)
    decision = IdeaStage.ADOPTED
    text = factory.Sequence(lambda number: f"Answer {number}")
    author = factory.SubFactory(UserFactory)


class ReportFactory(factory.django.DjangoModelFactory):
    """Somebody reports an item; ``comment=c, item=c.item`` a comment."""

    class Meta:
        model = Report

    item = factory.SubFactory(ItemFactory)
    reason = ReportReason.SPAM
    text = factory.Sequence(lambda number: f"What is wrong {number}")
    reporter = factory.SubFactory(UserFactory)


class SanctionFactory(factory.django.DjangoModelFactory):
    """Somebody may not write, for good."""

    class Meta:
        model = Sanction

    user = factory.SubFactory(UserFactory)
    kind = SanctionKind.BLOCK
    reason = factory.Sequence(lambda number: f"Reason {number}")
