"""Two clusters with equal keys: nothing of one shows in the other."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.directory.services import update_organisation
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.exceptions import CrossTenantError
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    CapabilityFactory,
    ContactFactory,
    OrganisationFactory,
    SectorFactory,
)
from clusterkit.testing.plugin import ALPHA_HOST, BETA_HOST

pytestmark = pytest.mark.django_db

PK = 7001


def _fill(canary: str) -> Any:
    user = UserFactory(pk=PK, name=f"Person {canary}")
    organisation = OrganisationFactory(
        pk=PK,
        slug="twin",
        short_name={"ru": f"Завод {canary}"},
        summary={"ru": f"О {canary}"},
        sectors=[SectorFactory(pk=PK, code="twin", name={"ru": f"Отрасль {canary}"})],
    )
    CapabilityFactory(pk=PK, organisation=organisation, title=f"Умение {canary}")
    ContactFactory(pk=PK, organisation=organisation, value=f"{canary}@example.org")
    AdminAffiliationFactory(pk=PK, organisation=organisation, user=user)
    return user


@pytest.fixture
def twins(alpha: Cluster, beta: Cluster) -> dict[str, Any]:
    """The same keys in both clusters, other texts. Gives the admin of each."""
    with cluster_context(beta):
        other = _fill("beta-canary")
    return {"alpha": _fill("alpha-canary"), "beta": other}


@pytest.mark.parametrize(("host", "own", "foreign"), [(ALPHA_HOST, "alpha", "beta"), (BETA_HOST, "beta", "alpha")])
@pytest.mark.parametrize(
    "path",
    [
        "/participants/",
        "/participants/?q=завод",
        "/participants/twin/",
        f"/api/v1/organisations/{PK}/",
        "/api/v1/organisations/",
        "/api/v1/sectors/",
    ],
)
def test_each_host_shows_its_own(
    host: str, own: str, foreign: str, path: str, twins: dict[str, Any], client_for: Any
) -> None:
    text = client_for(host=host).get(path).content.decode()
    assert f"{own}-canary" in text
    assert f"{foreign}-canary" not in text


def test_an_admin_there_is_a_stranger_here(
    twins: dict[str, Any], alpha: Cluster, beta: Cluster, client_for: Any
) -> None:
    with cluster_context(beta):
        client = client_for(twins["beta"], host=BETA_HOST)
        assert viewer_of(twins["beta"]).administered_ids == {PK}
    assert client.get("/participants/twin/edit/").status_code == 200
    Affiliation.objects.all().delete()
    assert viewer_of(twins["alpha"]).administered_ids == set()
    answer = client.get("/participants/twin/edit/", headers={"host": ALPHA_HOST})
    assert answer.status_code == 302
    assert "beta-canary" not in answer.content.decode()


def test_an_organisation_is_never_written_elsewhere(twins: dict[str, Any], beta: Cluster) -> None:
    with cluster_context(beta):
        foreign = Organisation.objects.get(pk=PK)
    with pytest.raises(CrossTenantError):
        foreign.save()
    update_organisation(organisation=foreign, actor=viewer_of(CoordinatorFactory()), founded=1963)
    with cluster_context(beta):
        assert Organisation.objects.get(pk=PK).founded is None
