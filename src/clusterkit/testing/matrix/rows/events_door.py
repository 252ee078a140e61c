"""Acts at the door and certificates of attendance."""

from __future__ import annotations

from clusterkit.events.models import AttendanceCertificate, Registration
from clusterkit.testing.factories.events_door import AttendanceCertificateFactory, CheckInFactory
from clusterkit.testing.matrix.world import FIRST, FOURTH, World


def fill(world: World) -> None:
    """Of the member's registration and of a stranger's."""
    for key in (FIRST, FOURTH):
        registration = Registration.objects.get(pk=key)
        paper = AttendanceCertificateFactory(pk=key, registration=registration)
        # Who has the code reads what is printed: that is no name of a row that others must not see.
        paper.content["name"] = "Somebody who was there"
        paper.save()
        world.put(CheckInFactory(pk=key, registration=registration), paper)
    world.route("/events/registrations/{pk}/certificate.pdf", AttendanceCertificate, pk="registration_id")
    world.route("/api/v1/attendance-certificates/{pk}/", AttendanceCertificate)
    world.secret("/events/certificates/{code}/", code=paper.code)
