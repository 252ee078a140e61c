"""Suspended sites answer 503 in their look, archived ones may be read and never written to, others are unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import InternalError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from clusterkit.tenancy.closed import answer_to_refused_write, read_only
from clusterkit.tenancy.context import cluster_context, public_schema, tenant_connection
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hosts import host_cache
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.services import update_cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]
SVG = "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h1'/></svg>"


def close(cluster: Cluster, status: ClusterStatus, **values: Any) -> None:
    update_cluster(cluster=cluster, status=status, **values)
    host_cache.clear()


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
@pytest.mark.parametrize("path", ["/", "/participants/", "/accounts/login/", "/admin/", "/no/such/page/"])
def test_a_suspended_site_answers_503_everywhere(alpha: Cluster, client_for: Make, method: str, path: str) -> None:
    close(alpha, ClusterStatus.SUSPENDED)
    client = Client(headers={"host": "alpha.testserver"}, enforce_csrf_checks=True)
    response = getattr(client, method)(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "3600")
    assert "no-store" in response.headers["Cache-Control"]
    assert "Content-Security-Policy" in response.headers


def test_the_page_of_a_suspended_site_is_in_the_clusters_look(alpha: Cluster, client_for: Make) -> None:
    close(
        alpha,
        ClusterStatus.SUSPENDED,
        name={"en": "Petrochemical cluster"},
        logo_svg=SVG,
        mark_svg=SVG,
        status_note="Until Monday",
    )
    client = client_for()
    html = client.get("/").content.decode().replace("\xa0", " ")
    assert "Petrochemical cluster" in html
    assert "Until Monday" in html
    assert "/brand/brand.css?v=" in html
    assert "/brand/mark.svg?v=" in html
    assert client.get("/brand/brand.css").status_code == 200
    assert client.get("/brand/logo.svg").content.decode() == SVG
    # Nothing leads into the site that is closed.
    assert "/participants/" not in html
    assert "/accounts/login/" not in html


def test_the_page_speaks_the_visitors_language(alpha: Cluster) -> None:
    close(alpha, ClusterStatus.SUSPENDED, languages=["ru", "en"])
    russian = Client(headers={"host": "alpha.testserver", "accept-language": "ru"}).get("/")
    assert russian.headers["Content-Language"] == "ru"
    assert 'lang="ru"' in russian.content.decode()


def test_programs_get_a_problem(alpha: Cluster, client_for: Make) -> None:
    close(alpha, ClusterStatus.SUSPENDED)
    response = client_for().get("/api/v1/items/")
    assert (response.status_code, response.headers["Content-Type"]) == (503, "application/problem+json")
    assert response.headers["Retry-After"] == "3600"
    body = response.json()
    assert (body["code"], body["status"]) == ("suspended", 503)
    assert "come back later" in body["detail"]


def test_a_closed_site_knows_guests_only(alpha: Cluster, client_for: Make) -> None:
    client = client_for(CoordinatorFactory())
    assert client.get("/api/v1/").json()["is_authenticated"] is True
    close(alpha, ClusterStatus.ARCHIVED)
    assert client.get("/api/v1/").json()["is_authenticated"] is False
    with cluster_context(alpha):
        assert Session.objects.count() == 1
    close(alpha, ClusterStatus.ACTIVE)
    assert client.get("/api/v1/").json()["is_authenticated"] is True


def test_an_archived_site_is_read_under_a_banner(alpha: Cluster, client_for: Make) -> None:
    close(alpha, ClusterStatus.ARCHIVED)
    page = client_for().get("/participants/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "This site is archived" in html
    assert "/accounts/login/" not in html
    assert client_for().get("/api/v1/items/").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_archived_site_takes_nothing(alpha: Cluster, client_for: Make, method: str) -> None:
    close(alpha, ClusterStatus.ARCHIVED)
    client = client_for(UserFactory())
    page = getattr(client, method)("/accounts/login/")
    assert page.status_code == 403
    assert "kept for reading" in page.content.decode().replace("\xa0", " ")
    problem = getattr(client, method)("/api/v1/items/")
    assert (problem.status_code, problem.headers["Content-Type"]) == (403, "application/problem+json")
    assert problem.json()["code"] == "archived"


def test_the_database_refuses_what_a_page_of_an_archived_site_would_write(alpha: Cluster) -> None:
    with pytest.raises(InternalError) as refused, read_only():
        UserFactory()
    request = RequestFactory().get("/", headers={"host": "alpha.testserver"})
    alpha.status = ClusterStatus.ARCHIVED
    request.tenant = alpha  # type: ignore[attr-defined]
    with transaction.atomic():
        answer = answer_to_refused_write(request, refused.value)
    assert answer is not None
    assert answer.status_code == 403
    assert answer_to_refused_write(request, ValueError("another error")) is None
    UserFactory()


def test_a_page_that_writes_is_told_on_the_way_out(alpha: Cluster, settings: Any, client_for: Make) -> None:
    close(alpha, ClusterStatus.ARCHIVED)
    settings.ROOT_URLCONF = __name__
    response = client_for().get("/writes/")
    assert response.status_code == 403
    assert "kept for reading" in response.content.decode().replace("\xa0", " ")


def test_an_open_site_costs_no_transaction(client_for: Make) -> None:
    client = client_for()
    client.get("/brand/brand.css")
    with CaptureQueriesContext(tenant_connection()) as queries:
        client.get("/brand/brand.css")
    assert len(queries) == 0


@pytest.mark.parametrize("status", [ClusterStatus.PROVISIONING, ClusterStatus.DELETING])
def test_what_is_not_there_yet_or_any_more_is_unknown(alpha: Cluster, client_for: Make, status: ClusterStatus) -> None:
    with public_schema():
        Cluster.objects.filter(pk=alpha.pk).update(status=status)
    host_cache.clear()
    response = client_for().get("/")
    assert (response.status_code, response.content) == (404, b"Not found\n")


def writes(request: HttpRequest) -> HttpResponse:
    UserFactory()
    return HttpResponse("written")


def _patterns() -> list[Any]:
    from django.urls import include, path

    return [path("writes/", writes), path("", include("tests.projects.urls"))]


urlpatterns = _patterns()
