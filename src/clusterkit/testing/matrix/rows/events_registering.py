"""Guests of participants, and the links of mails."""

from __future__ import annotations

from clusterkit.events.mail_links import CANCEL, answer_token
from clusterkit.events.models import Event, Registration
from clusterkit.testing.factories.events_guests import GuestFactory
from clusterkit.testing.matrix.world import FIFTH, FIRST, FOURTH, SIXTH, World


def fill(world: World) -> None:
    """FIFTH comes with the member, SIXTH with a stranger."""
    world.put(
        GuestFactory(pk=FIFTH, host=Registration.objects.get(pk=FIRST), code="ABCDEFGHJ6"),
        GuestFactory(pk=SIXTH, host=Registration.objects.get(pk=FOURTH), code="ABCDEFGHJ7"),
    )
    world.route("/events/{pk}/registrations.xlsx", Event)
    world.secret("/events/by-mail/{token}/", token=answer_token(FIRST, CANCEL))
    world.lenient("/events/registrations/{pk}/ticket.pdf", reason="there is a ticket to print for who has a place")
