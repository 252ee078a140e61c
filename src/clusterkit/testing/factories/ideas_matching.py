"""Suggestions, in any state, without the services."""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone

from clusterkit.ideas.models import Dismissal, Leaning, MatchNight, MatchWait, Suggestion
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory


def _parts(*, words: int = 60) -> list[dict[str, Any]]:
    return [{"attribute": "words", "share": words, "found": ["коррозия"], "keys": ["корроз"]}]


class SuggestionFactory(factory.django.DjangoModelFactory):
    """An offer that fits a request. ``OrganisationSuggestionFactory`` suggests an organisation."""

    class Meta:
        model = Suggestion

    item = factory.SubFactory(ItemFactory)
    other = factory.SubFactory(ItemFactory, kind="offer")
    score = 60
    parts = factory.LazyFunction(_parts)
    scorer = "attributes"
    computed_at = factory.LazyFunction(timezone.now)


class OrganisationSuggestionFactory(SuggestionFactory):
    """An organisation that fits a request by what it can do."""

    other = None
    organisation = factory.SubFactory(OrganisationFactory)


class DismissalFactory(factory.django.DjangoModelFactory):
    """A suggestion that was put aside."""

    class Meta:
        model = Dismissal

    item = factory.SubFactory(ItemFactory)
    by = factory.SelfAttribute("item.organisation")
    other = factory.SubFactory(ItemFactory, kind="offer")
    parts = factory.LazyFunction(_parts)


class LeaningFactory(factory.django.DjangoModelFactory):
    """A word that counts less for an organisation."""

    class Meta:
        model = Leaning

    organisation = factory.SubFactory(OrganisationFactory)
    attribute = "words"
    value = factory.Sequence(lambda number: f"word{number}")
    weight = 0.8


class MatchWaitFactory(factory.django.DjangoModelFactory):
    """An item that waits for matching."""

    class Meta:
        model = MatchWait

    item = factory.SubFactory(ItemFactory)
    due_at = factory.LazyFunction(timezone.now)


class MatchNightFactory(factory.django.DjangoModelFactory):
    """A night that is over."""

    class Meta:
        model = MatchNight

    day = factory.LazyFunction(timezone.localdate)
    began_at = factory.LazyFunction(timezone.now)
    finished_at = factory.LazyFunction(timezone.now)
