"""The public host: an operator, and the clusters as they are listed."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from clusterkit.accounts import links
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.matrix.world import FIRST, World


def fill(world: World) -> None:
    """The operator has the key that people of the clusters have, too."""
    world.users["operator"] = UserFactory(
        pk=FIRST, email="operator@example.org", name="Olga Operator", confirmed=False, is_staff=True, is_superuser=True
    )
    world.put(world.users["operator"], *Cluster.objects.order_by("pk"), planted=False)
    address = EmailAddress.objects.create(user=world.users["operator"], email="operator@example.org", primary=True)
    world.secret("/accounts/confirm-email/{key}/", key=links.confirmation_token(address))
    world.secret("/accounts/password/reset/key/{key}/", key=links.reset_token(address.user, address.email))
