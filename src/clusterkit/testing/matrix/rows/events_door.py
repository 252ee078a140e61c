"""Acts at the door and certificates of attendance."""

from __future__ import annotations

from clusterkit.events.models import AttendanceCertificate
from clusterkit.testing.factories.events_door import AttendanceCertificateFactory, CheckInFactory
from clusterkit.testing.matrix.world import FIRST, FOURTH, World


def fill(world: World) -> None:
    """Of the member's registration and of a stranger's."""
    for key in (FIRST, FOURTH):
        world.put(
            CheckInFactory(pk=key, registration_id=key, event_id=FIRST),
            AttendanceCertificateFactory(pk=key, registration_id=key, code=f"CERT{key:06}", content=_content(key)),
        )
    world.route("/events/registrations/{pk}/certificate.pdf", AttendanceCertificate, pk="registration_id")


def _content(key: int) -> dict[str, object]:
    return {
        "language": "en",
        "cluster": "Cluster",
        "name": f"Person {key}",
        "organisation": "",
        "event": "Seminar",
        "when": "24 November 2026, 15:00–17:00",
        "place": "Hall",
        "mode": "on site",
        "hours": 4,
    }
