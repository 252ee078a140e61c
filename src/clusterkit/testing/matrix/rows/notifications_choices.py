"""What each person chose about notices, and the link in a mail that ends its kind."""

from __future__ import annotations

from clusterkit.notifications.unsubscribing import PURPOSE
from clusterkit.tenancy.signing import make_token
from clusterkit.testing.factories.notifications_choices import MutedTargetFactory, PreferenceFactory
from clusterkit.testing.matrix.world import FIRST, FOURTH, SECOND, THIRD, World


def fill(world: World) -> None:
    """Each person's are his own."""
    for key, name in ((FIRST, "registered"), (SECOND, "member"), (THIRD, "coordinator"), (FOURTH, "stranger")):
        person = world.users[name]
        world.put(PreferenceFactory(pk=key, user=person, kind=f"testing.matrix{key}"), planted=False)
        world.put(MutedTargetFactory(pk=key, user=person, target_pk=str(key)), planted=False)
    token = make_token(purpose=PURPOSE, subject=[world.users["member"].pk, "daily"])
    world.secret("/notices/unsubscribe/{token}/", token=token)
    world.lenient(
        "/notices/mute/", reason="It asks about one thing, which stands in the query: about none it is a 404."
    )
