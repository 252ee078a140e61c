"""The calendar of one person by his secret address."""

from __future__ import annotations

from clusterkit.accounts.models import PersonalLink
from clusterkit.accounts.personal_links import digest_of
from clusterkit.events.views.feeds import PURPOSE
from clusterkit.testing.matrix.world import FIFTH, World


def fill(world: World) -> None:
    """An address of the coordinator's. It opens nothing in another cluster."""
    secret = f"calendar-of-{world.name}"
    link = PersonalLink(pk=FIFTH, user=world.users["coordinator"], purpose=PURPOSE, digest=digest_of(secret, PURPOSE))
    link.save(force_insert=True)
    world.put(link, planted=False)
    world.secret("/events/calendar/personal/{secret}/", reads_as="coordinator", secret=secret)
