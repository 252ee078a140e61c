"""A notice and a mail for each person."""

from __future__ import annotations

from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.notifications import NotificationFactory, OutboxMailFactory
from clusterkit.testing.matrix.rows import notifications_choices
from clusterkit.testing.matrix.world import FIRST, FOURTH, SECOND, THIRD, World


def fill(world: World) -> None:
    """Each names its row in what it tells."""
    for key, name in ((FIRST, "registered"), (SECOND, "member"), (THIRD, "coordinator"), (FOURTH, "stranger")):
        for factory in (NotificationFactory, OutboxMailFactory):
            row = factory(pk=key, recipient=world.users[name], event=f"testing:matrix:{key}")
            row.context = {"organisation": world.canary(row), "reason": ""}
            row.save()
            world.put(row)
    for prefix in ("/notices/{pk}/", "/api/v1/notices/{pk}/"):
        world.route(prefix, Notification)
    notifications_choices.fill(world)
