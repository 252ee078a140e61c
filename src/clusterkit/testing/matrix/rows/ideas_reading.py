"""Kept searches, each its owner's alone, and a feed by a secret address."""

from __future__ import annotations

from clusterkit.accounts.models import PersonalLink
from clusterkit.accounts.personal_links import digest_of
from clusterkit.ideas.models import SavedSearch
from clusterkit.ideas.views.feed import PURPOSE
from clusterkit.testing.factories.ideas_reading import SavedSearchFactory
from clusterkit.testing.matrix.world import FIRST, FOURTH, SECOND, THIRD, World


def fill(world: World) -> None:
    """One search for each of three people; the stranger's is hidden from all others."""
    for key, name in ((FIRST, "member"), (SECOND, "stranger"), (THIRD, "registered")):
        world.put(SavedSearchFactory(pk=key, user=world.users[name]))
    secret = f"secret-of-{world.name}"
    coordinator = world.users["coordinator"]
    digest = digest_of(secret, PURPOSE)
    world.put(PersonalLink.objects.create(pk=FOURTH, user=coordinator, purpose=PURPOSE, digest=digest), planted=False)
    for prefix in ("/ideas/searches/{pk}/", "/api/v1/saved-searches/{pk}/"):
        world.route(prefix, SavedSearch)
    world.secret("/ideas/feed/personal/{secret}/", secret=secret)
