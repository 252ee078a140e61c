"""From host name to cluster and back to nowhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from clusterkit.tenancy.backend.base import NOWHERE
from clusterkit.tenancy.context import cluster_context, current_schema, enter, public_schema, tenant_connection
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hosts import HostCache, host_cache, normalise_host
from clusterkit.tenancy.middleware import SESSION_SCHEMA_KEY, ClusterMiddleware
from clusterkit.tenancy.models import Cluster, HostVersion
from clusterkit.tenancy.selectors import active_clusters
from clusterkit.tenancy.services import add_domain, set_status, update_cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.plugin import ALPHA_HOST, BETA_HOST

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]


@pytest.mark.parametrize("host", ["unknown.example.org", "localhost", "127.0.0.1", "[::1]", "bad host"])
def test_an_unknown_host_gets_the_same_short_404(client_for: Make, host: str) -> None:
    response = client_for(host=host).get("/")
    assert (response.status_code, response.content) == (404, b"Not found\n")


@pytest.mark.parametrize("host", ["ALPHA.testserver", "alpha.testserver.", "alpha.testserver:8000"])
def test_a_host_is_compared_without_case_port_and_dot(client_for: Make, host: str) -> None:
    assert client_for(host=host).get("/brand/brand.css").status_code == 200


def test_finding_the_cluster_costs_no_sql_once_warm(client_for: Make) -> None:
    client = client_for()
    client.get("/brand/brand.css")
    with CaptureQueriesContext(tenant_connection()) as queries:
        client.get("/brand/brand.css")
    assert [query["sql"] for query in queries.captured_queries] == []


def test_after_a_request_the_connection_stands_nowhere(alpha: Cluster) -> None:
    Client(headers={"host": ALPHA_HOST}).get("/brand/brand.css")
    assert current_schema() == NOWHERE

    def crash(request: Any) -> Any:
        assert current_schema() == alpha.schema_name
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ClusterMiddleware(crash)(RequestFactory().get("/", headers={"host": ALPHA_HOST}))
    assert current_schema() == NOWHERE


def test_the_cache_forgets_when_another_process_changed_something(
    alpha: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    here = HostCache()
    found = here.get(ALPHA_HOST)
    assert found is not None
    with public_schema():
        Cluster.objects.filter(pk=alpha.pk).update(brand_colour="#7a0b3c")
        HostVersion.objects.update(number=99)
    kept = here.get(ALPHA_HOST)
    assert kept is not None
    assert kept.brand_colour == found.brand_colour
    now[0] += 1.1
    fresh = here.get(ALPHA_HOST)
    assert fresh is not None
    assert fresh.brand_colour == "#7a0b3c"


def test_the_cache_gives_copies_and_is_bounded(settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_SIZE": 3}
    here = HostCache()
    first, second = here.get(ALPHA_HOST), here.get(ALPHA_HOST)
    assert first is not second
    for number in range(10):
        assert here.get(f"attack{number}.example.org") is None
    assert len(here._clusters) == 3


def test_a_suspended_cluster_says_so_and_an_unfinished_one_is_unknown(alpha: Cluster, client_for: Make) -> None:
    set_status(cluster=alpha, status=ClusterStatus.SUSPENDED)
    host_cache.clear()
    response = client_for().get("/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "3600")
    set_status(cluster=alpha, status=ClusterStatus.DELETING)
    host_cache.clear()
    assert client_for().get("/").status_code == 404


def test_a_second_domain_answers_and_links_use_the_primary_one(alpha: Cluster, client_for: Make) -> None:
    add_domain(cluster=alpha, host="www.alpha.example.org")
    host_cache.clear()
    assert client_for(host="www.alpha.example.org").get("/brand/brand.css").status_code == 200
    add_domain(cluster=alpha, host="alpha.example.org", primary=True)
    with public_schema():
        fresh = Cluster.objects.get(pk=alpha.pk)
    assert fresh.absolute_url("/x/") == "http://alpha.example.org/x/"
    assert [cluster.slug for cluster in active_clusters()] == ["alpha", "beta"]


def test_the_colour_and_the_drawings_are_the_clusters_own(alpha: Cluster, client_for: Make) -> None:
    assert client_for().get("/brand/mark.svg").status_code == 404
    update_cluster(cluster=alpha, mark_svg="<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h1'/></svg>")
    host_cache.clear()
    response = client_for().get("/brand/mark.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert client_for().get("/brand/logo.svg").status_code == 404
    ours = client_for().get("/brand/brand.css").content
    assert ours != client_for(host=BETA_HOST).get("/brand/brand.css").content


def test_a_session_copied_to_another_cluster_is_a_guest_there(alpha: Cluster, beta: Cluster, client_for: Make) -> None:
    user = UserFactory(pk=4711)
    client = client_for(user)
    assert client.get("/api/v1/").json()["is_authenticated"] is True
    enter(alpha)
    row = Session.objects.get()
    with cluster_context(beta):
        UserFactory(pk=user.pk)
        Session(session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date).save()
    thief = client_for(host=BETA_HOST)
    thief.cookies = client.cookies
    assert thief.get("/api/v1/").json()["is_authenticated"] is False


def test_a_session_without_a_stamp_is_dropped(alpha: Cluster, client_for: Make) -> None:
    client = client_for(UserFactory())
    session = client.session
    del session[SESSION_SCHEMA_KEY]
    session.save()
    assert client.get("/api/v1/").json()["is_authenticated"] is False


def test_normalised_hosts() -> None:
    assert normalise_host(" WWW.Example.ORG.:80 ".strip()) == "www.example.org"
    assert normalise_host("[::1]:8000") == "[::1]"


def test_an_app_that_a_cluster_switched_off_is_not_there(alpha: Cluster, client_for: Make) -> None:
    assert client_for().get("/participants/").status_code == 200
    update_cluster(cluster=alpha, disabled_apps=["clusterkit_directory"])
    host_cache.clear()
    assert client_for().get("/participants/").status_code == 404
    assert client_for(host=BETA_HOST).get("/participants/").status_code == 200
