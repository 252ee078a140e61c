"""The public host: its catalogue, requests for a cluster, and the operators' console."""

from __future__ import annotations

from clusterkit.registry.enums import RequestState
from clusterkit.registry.models import NationalFigure, OpeningRequest
from clusterkit.registry.services.mails import CONFIRM_PURPOSE
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.signing import make_token
from clusterkit.testing.factories.registry import OpeningRequestFactory
from clusterkit.testing.matrix.world import FIRST, SECOND, World


def fill(world: World) -> None:
    """Every cluster has a mark; the figures are open to everybody, requests to operators."""
    figure = NationalFigure(pk=FIRST, code="first", label={"en": "Clusters"}, count=8, year=2021)
    figure.save()
    world.put(figure, planted=False)
    world.put(OpeningRequestFactory(pk=FIRST, state=RequestState.CONFIRMED))
    # Its texts are shown to who holds the link, whatever the policy says of the others.
    asked = world.put(OpeningRequestFactory(pk=SECOND), planted=False)
    world.secret("/open/confirm/{token}/", token=make_token(purpose=CONFIRM_PURPOSE, subject=[asked.pk, asked.email]))
    world.route("/console/requests/{pk}/", OpeningRequest)
    world.route("/console/clusters/{slug}/", Cluster, slug="slug")
    world.lenient("/console/sign-in/code/", reason="It is there between the password and the code only.")
    world.lenient("/console/sign-in/switch-off/", reason="There is nothing to switch off without a second factor.")
    world.fixed("/marks/{slug}.svg", slug=Cluster.objects.values_list("slug", flat=True))
