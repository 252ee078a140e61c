"""The public host: the catalogue, the map, the national picture, and an admin for operators only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clusterkit.registry.models import NationalFigure
from clusterkit.tenancy.context import public_schema, tenant_connection
from clusterkit.tenancy.enums import ClusterStatus, Region
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.services import set_status, update_cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory
from clusterkit.testing.plugin import stamp_session

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]
PUBLIC = "testserver.public"


@pytest.fixture
def clusters(alpha: Cluster, beta: Cluster) -> None:
    update_cluster(
        cluster=alpha,
        name={"en": "Petrochemical cluster"},
        short_name={"en": "Petro"},
        region=Region.VITEBSK,
        participants=8,
        industry={"ru": "Нефтехимия"},
        city={"ru": "Новополоцк"},
    )
    update_cluster(cluster=beta, name={"en": "Water cluster"}, region=Region.BREST, stage="forming", participants=1)


@pytest.mark.usefixtures("clusters")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"Petrochemical", "Water"}),
        ({"q": "PETRO cluster"}, {"Petrochemical"}),
        ({"stage": "forming"}, {"Water"}),
        ({"region": "vitebsk"}, {"Petrochemical"}),
        ({"q": "nothing like it"}, set()),
        ({"stage": "unknown"}, {"Petrochemical", "Water"}),
        ({"q": "НЕФТЕ полоцк"}, {"Petrochemical"}),
        ({"q": "ru"}, set()),
        ({"q": "100%_"}, set()),
        ({"q": "x\x00"}, {"Petrochemical", "Water"}),
        ({"q": "petro", "region": "brest"}, set()),
    ],
)
def test_the_catalogue_is_searched(client_for: Make, query: dict[str, str], shown: set[str]) -> None:
    html = client_for(host=PUBLIC).get("/", query).content.decode()
    assert {
        name for name in ("Petrochemical", "Water") if f"{name}\xa0cluster" in html or f"{name} cluster" in html
    } == shown


@pytest.mark.usefixtures("clusters")
def test_a_cluster_links_to_its_own_host_and_a_suspended_one_is_not_listed(client_for: Make, beta: Cluster) -> None:
    html = client_for(host=PUBLIC).get("/").content.decode()
    assert 'href="http://alpha.testserver/"' in html
    set_status(cluster=beta, status=ClusterStatus.SUSPENDED)
    assert "beta.testserver" not in client_for(host=PUBLIC).get("/").content.decode()


@pytest.mark.usefixtures("clusters")
def test_the_map_counts_listed_clusters_by_what_the_other_filters_leave(client_for: Make, beta: Cluster) -> None:
    def counts(query: str) -> dict[str, int]:
        tiles = client_for(host=PUBLIC).get(f"/{query}").context["region_map"].placed
        return {tile.code: tile.count for tile in tiles if tile.count}

    assert counts("") == {"BY-VI": 1, "BY-BR": 1}
    assert counts("?stage=forming") == {"BY-BR": 1}
    assert counts("?region=vitebsk") == {"BY-VI": 1, "BY-BR": 1}
    set_status(cluster=beta, status=ClusterStatus.SUSPENDED)
    assert counts("") == {"BY-VI": 1}
    tiles = client_for(host=PUBLIC).get("/?stage=active&region=vitebsk").context["region_map"].placed
    urls = {tile.code: tile.url for tile in tiles}
    assert urls["BY-BR"] == "?stage=active&region=brest"
    assert urls["BY-VI"] == "?stage=active&region="


@pytest.mark.usefixtures("clusters")
def test_an_archived_cluster_stays_listed_and_pages_are_turned(client_for: Make, beta: Cluster, settings: Any) -> None:
    set_status(cluster=beta, status=ClusterStatus.ARCHIVED)
    client = client_for(host=PUBLIC)
    assert "archived" in client.get("/").content.decode()
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "PAGE_SIZE": 1}
    first, second = client.get("/"), client.get("/?page=2")
    names = [str(page.context["cards"][0]["cluster"].name) for page in (first, second)]
    assert names == ["Petrochemical cluster", "Water cluster"]
    assert "page=2" in first.content.decode()
    assert client.get("/?page=nonsense").status_code == 200


@pytest.mark.usefixtures("clusters")
def test_the_page_costs_the_same_for_two_and_for_more(client_for: Make) -> None:
    from clusterkit.tenancy.models import Domain

    client = client_for(host=PUBLIC)
    client.get("/")

    def cost() -> int:
        with CaptureQueriesContext(tenant_connection()) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    before = cost()
    with public_schema():
        for number in range(3):
            row = Cluster.objects.create(
                slug=f"more{number}", schema_name=f"c_more{number}", name="More", status="active"
            )
            Domain.objects.create(tenant=row, domain=f"more{number}.testserver", is_primary=True)
    assert cost() == before


def test_the_national_picture_names_its_source(client_for: Make) -> None:
    with public_schema():
        NationalFigure.objects.create(
            code="active", label={"en": "active clusters"}, count=8, year=2021, source={"en": "The ministry, 2021"}
        )
    html = client_for(host=PUBLIC).get("/").content.decode()
    assert "active clusters" in html
    assert "The ministry, 2021" in html


@pytest.mark.usefixtures("clusters")
def test_marks_come_from_the_public_host_itself(client_for: Make, alpha: Cluster) -> None:
    client = client_for(host=PUBLIC)
    assert client.get("/marks/alpha.svg").status_code == 404
    update_cluster(cluster=alpha, mark_svg="<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert client.get("/marks/alpha.svg").headers["Content-Type"] == "image/svg+xml"
    assert client.get("/marks/none.svg").status_code == 404


def test_operators_have_an_admin_on_the_public_host_only(client_for: Make, alpha: Cluster) -> None:
    public = client_for(host=PUBLIC)
    assert public.get("/operators/").status_code == 302
    with public_schema():
        operator = get_user_model().objects.create_superuser("operator@example.org", "demo")
        public.force_login(operator, backend="allauth.account.auth_backends.AuthenticationBackend")
        stamp_session(public)
    page: Any = public.get(f"/operators/clusterkit_tenancy/cluster/{alpha.pk}/change/")
    assert page.status_code == 200
    assert client_for(CoordinatorFactory()).get("/operators/").status_code == 404
