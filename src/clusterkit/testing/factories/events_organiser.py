"""Sessions, materials and series of events."""

from __future__ import annotations

import factory

from clusterkit.events.enums import MaterialAudience
from clusterkit.events.models import EventSeries, Material, Session
from clusterkit.testing.factories.events import EventFactory


class SessionFactory(factory.django.DjangoModelFactory):
    """A session at the beginning of its event."""

    class Meta:
        model = Session

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda number: f"Talk {number}")
    starts_at = factory.LazyAttribute(lambda row: row.event.starts_at)


class MaterialFactory(factory.django.DjangoModelFactory):
    """A link for everybody who sees the event."""

    class Meta:
        model = Material

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda number: f"Slides {number}")
    url = "https://files.example.org/slides"
    audience = MaterialAudience.ALL


class EventSeriesFactory(factory.django.DjangoModelFactory):
    """A rule of every week, written past the rules: no dates are made."""

    class Meta:
        model = EventSeries

    pattern = factory.SubFactory(EventFactory)
    rule = "FREQ=WEEKLY"
    first_at = factory.LazyAttribute(lambda row: row.pattern.starts_at)
    time_zone = factory.LazyAttribute(lambda row: row.pattern.time_zone)
