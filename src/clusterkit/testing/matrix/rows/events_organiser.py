"""Sessions, materials and series of the events in the matrix."""

from __future__ import annotations

from clusterkit.events.enums import MaterialAudience
from clusterkit.events.models import Event, EventSeries, Material
from clusterkit.testing.factories.events_organiser import EventSeriesFactory, MaterialFactory, SessionFactory
from clusterkit.testing.matrix.world import FIRST, FOURTH, SECOND, World


def fill(world: World) -> None:
    """A session and materials of the open event, the draft and the one for members; rules of two of them."""
    audiences = {
        FIRST: MaterialAudience.SEATED,
        SECOND: MaterialAudience.ALL,
        FOURTH: MaterialAudience.ALL,
    }
    for key, audience in audiences.items():
        world.put(
            SessionFactory(pk=key, event_id=key, event=Event.objects.get(pk=key)),
            MaterialFactory(pk=key, event_id=key, event=Event.objects.get(pk=key), audience=audience),
        )
    for key in (FIRST, SECOND):
        world.put(EventSeriesFactory(pk=key, pattern=Event.objects.get(pk=key)))
    world.route("/events/{pk}/materials/{material}/", Material, pk="event_id", material="pk")
    world.route("/api/v1/event-materials/{pk}/", Material)
    world.route("/events/series/{pk}/", EventSeries)
    world.route("/api/v1/event-series/{pk}/", EventSeries)
