"""The operators' console: who enters, clusters with what is known of them, the second factor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusterkit.access.endpoints import endpoints
from clusterkit.core.policies import OPERATOR
from clusterkit.registry import services
from clusterkit.registry.models import OperatorEntry
from clusterkit.registry.selectors import last_activity, rows_of
from clusterkit.tenancy.context import cluster_context, public_schema, tenant_connection
from clusterkit.tenancy.hosts import host_cache
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.registry import OpeningRequestFactory, OperatorFactory
from clusterkit.testing.plugin import stamp_session

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]
PUBLIC = "testserver.public"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGES = [
    "/console/",
    "/console/requests/",
    "/console/clusters/",
    "/console/clusters/alpha/",
    "/console/clusters/alpha/suspend/",
    "/console/clusters/alpha/hosts/add/",
    "/console/log/",
    "/console/sign-in/",
]


@pytest.fixture(autouse=True)
def _in_public(alpha: Cluster) -> Iterator[None]:
    with public_schema():
        yield


@pytest.fixture
def console(client_for: Make) -> Client:
    return signed_in(client_for, OperatorFactory())


def signed_in(client_for: Make, user: Any) -> Client:
    client = client_for(host=PUBLIC)
    client.force_login(user, backend=BACKEND)
    stamp_session(client)
    return client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_to_operators_only(client_for: Make, console: Client, path: str) -> None:
    assert console.get(path).status_code == 200
    guest = client_for(host=PUBLIC).get(path)
    assert guest.status_code == 302
    assert guest.headers["Location"].startswith("/accounts/login/?next=")
    assert signed_in(client_for, UserFactory()).get(path).status_code == 404
    dismissed = signed_in(client_for, OperatorFactory(is_active=False)).get(path)
    assert dismissed.status_code == 302


@pytest.mark.parametrize("path", PAGES)
def test_a_cluster_has_no_console(client_for: Make, alpha: Cluster, path: str) -> None:
    with cluster_context(alpha):
        coordinator = client_for(CoordinatorFactory(is_staff=True, is_superuser=True))
        assert coordinator.get(path).status_code == 404


def test_nothing_under_the_console_is_open_but_the_second_step_of_signing_in() -> None:
    found = {
        endpoint.name: getattr(endpoint.target, "policy_action", None)
        for endpoint in endpoints("tests.projects.public_urls")
        if endpoint.route.startswith("console/") and endpoint.is_ours
    }
    assert len(found) > 15
    assert {name for name, action in found.items() if action is None or action.tier != OPERATOR} == {"mfa_authenticate"}


def test_clusters_are_listed_with_size_migrations_and_last_activity(console: Client, alpha: Cluster) -> None:
    with cluster_context(alpha):
        user = UserFactory()
        moment = timezone.now()
        get_user_model().objects.filter(pk=user.pk).update(last_login=moment)
    (row,) = rows_of([alpha])
    assert row.last_activity == moment
    assert row.tables > 20
    assert row.size > 100_000
    assert row.pending == 0
    with cluster_context(alpha), tenant_connection().cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'clusterkit_news'")
    assert rows_of([alpha])[0].pending not in (None, 0)
    html = console.get("/console/clusters/").content.decode().replace("\xa0", " ")
    assert "behind" in html
    assert "up to date" in html


def test_a_row_without_a_schema_is_listed_too(console: Client) -> None:
    half = Cluster.objects.create(slug="half", schema_name="c_half", name="Half")
    assert last_activity(["c_half"]) == {}
    (row,) = rows_of([half])
    assert (row.tables, row.pending, row.last_activity) == (0, None, None)
    assert "no tables" in console.get("/console/clusters/?q=half").content.decode().replace("\xa0", " ")
    assert console.get("/console/clusters/half/").status_code == 200


def test_the_list_costs_the_same_for_two_and_for_more(console: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(tenant_connection()) as queries:
            assert console.get("/console/clusters/").status_code == 200
        return len(queries)

    cost()
    before = cost()
    for number in range(3):
        row = Cluster.objects.create(slug=f"more{number}", schema_name=f"c_more{number}", name="More", status="active")
        Domain.objects.create(tenant=row, domain=f"more{number}.testserver", is_primary=True)
    assert cost() == before


def test_a_cluster_is_suspended_opened_and_archived_with_a_reason(console: Client, client_for: Make) -> None:
    site = client_for()
    assert console.post("/console/clusters/alpha/suspend/", {"reason": ""}).status_code == 422
    assert console.post("/console/clusters/alpha/suspend/", {"reason": "Until Monday"}).status_code == 302
    host_cache.clear()
    closed = site.get("/")
    assert closed.status_code == 503
    assert "Until Monday" in closed.content.decode().replace("\xa0", " ")
    assert "Until Monday" in site.get("/api/v1/items/").json()["detail"]
    assert console.post("/console/clusters/alpha/suspend/", {"reason": "Again"}).status_code == 409
    page = console.get("/console/clusters/alpha/").content.decode()
    assert "/console/clusters/alpha/resume/" in page
    assert "/console/clusters/alpha/suspend/" not in page
    assert console.post("/console/clusters/alpha/resume/", {"reason": ""}).status_code == 302
    host_cache.clear()
    assert site.get("/").status_code == 200
    assert console.post("/console/clusters/alpha/archive/", {"reason": "Kept for history"}).status_code == 302
    host_cache.clear()
    assert "Kept for history" in site.get("/").content.decode().replace("\xa0", " ")
    entries = OperatorEntry.objects.order_by("pk").values_list("action", "before__status", "after__status", "reason")
    assert list(entries) == [
        ("hosting.suspend", "active", "suspended", "Until Monday"),
        ("hosting.resume", "suspended", "active", ""),
        ("hosting.archive", "active", "archived", "Kept for history"),
    ]


@pytest.mark.parametrize("host", ["beta.testserver", "ALPHA.testserver", "http://x.org", "a b", "-x.org", ""])
def test_a_host_name_that_cannot_be_is_told_at_its_field(console: Client, host: str) -> None:
    response = console.post("/console/clusters/alpha/hosts/add/", {"host": host})
    assert response.status_code == 422
    assert "host" in response.context["form"].errors


def test_a_host_name_is_added(console: Client, client_for: Make) -> None:
    sent = {"host": "New.Alpha.testserver", "primary": "on"}
    assert console.post("/console/clusters/alpha/hosts/add/", sent).status_code == 302
    assert client_for(host="new.alpha.testserver").get("/brand/brand.css").status_code == 200
    primary = Domain.objects.get(tenant__slug="alpha", is_primary=True)
    assert primary.domain == "new.alpha.testserver"
    assert OperatorEntry.objects.get().after == {"domain": "new.alpha.testserver", "primary": True}


def test_lists_are_searched(console: Client) -> None:
    OpeningRequestFactory(name="Wood of Gomel")
    OpeningRequestFactory(name="Glass of Brest")
    html = console.get("/console/requests/?q=wood+of").content.decode().replace("\xa0", " ")
    assert "Wood of Gomel" in html
    assert "Glass of Brest" not in html
    services.add_host(
        cluster=Cluster.objects.get(slug="beta"), host="x.example.org", primary=False, actor=_operator_actor()
    )
    assert [row[0].cluster.slug for row in console.get("/console/clusters/?q=x.example").context["rows"]] == ["beta"]
    assert len(console.get("/console/log/?action=hosting.add_domain").context["entries"]) == 1
    assert console.get("/console/log/?since=nonsense&page=x").status_code == 200


def _operator_actor() -> Any:
    from clusterkit.access.viewer import operator_or_guest

    return operator_or_guest(OperatorFactory())


def code_for(secret: str) -> str:
    cache.clear()  # a code is taken once
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def set_up(client: Client) -> str:
    """Set up the second factor as a person does; returns the secret."""
    page = client.get("/console/sign-in/set-up/")
    if page.status_code == 302:
        again = client.post(page.headers["Location"], {"password": "demo"})
        assert again.status_code == 302
        page = client.get(again.headers["Location"])
    secret = page.context["form"].secret
    assert "data:image/svg+xml;base64," in page.content.decode()
    wrong = client.post("/console/sign-in/set-up/", {"code": "000000"})
    assert wrong.status_code == 422
    assert client.post("/console/sign-in/set-up/", {"code": code_for(secret)}).status_code == 302
    return str(secret)


def test_the_second_factor_is_asked_for_at_the_sign_in_and_in_older_sessions(client_for: Make) -> None:
    user = OperatorFactory()
    client, older = client_for(host=PUBLIC), signed_in(client_for, user)
    client.post("/accounts/login/", {"login": user.email, "password": "demo"})
    assert client.get("/console/").status_code == 200
    secret = set_up(client)
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    assert client.get("/console/").status_code == 200

    for path in ("/console/", "/operators/"):
        asked = older.get(path, follow=True)
        assert "Code of your app" in asked.content.decode().replace("\xa0", " ")
    assert older.post("/console/sign-in/again/code/?next=/console/", {"code": code_for(secret)}).status_code == 302
    assert older.get("/console/").status_code == 200

    fresh = client_for(host=PUBLIC)
    step = fresh.post("/accounts/login/", {"login": user.email, "password": "demo"})
    assert step.headers["Location"] == "/console/sign-in/code/"
    assert fresh.get("/console/").status_code == 302
    assert fresh.post("/console/sign-in/code/", {"code": "123"}).status_code == 422
    assert fresh.get("/console/").status_code == 302
    assert fresh.post("/console/sign-in/code/", {"code": code_for(secret)}).status_code == 302
    assert fresh.get("/console/").status_code == 200


def test_a_recovery_code_opens_once_and_the_factor_can_be_switched_off(client_for: Make) -> None:
    user = OperatorFactory()
    client = client_for(host=PUBLIC)
    client.post("/accounts/login/", {"login": user.email, "password": "demo"})
    set_up(client)
    page = client.get("/console/sign-in/recovery-codes/")
    code = re.findall(r"<code>(\w+)</code>", page.content.decode())[0]
    for expected in (302, 422):
        other = client_for(host=PUBLIC)
        other.post("/accounts/login/", {"login": user.email, "password": "demo"})
        assert other.post("/console/sign-in/code/", {"code": code}).status_code == expected
    assert client.post("/console/sign-in/recovery-codes/new/").status_code == 302
    assert client.get("/console/sign-in/switch-off/").status_code == 200
    assert client.post("/console/sign-in/switch-off/").headers["Location"] == "/console/sign-in/"
    assert not Authenticator.objects.exists()


def test_a_required_second_factor_is_set_up_first(client_for: Make, settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "OPERATORS_REQUIRE_SECOND_FACTOR": True}
    user = OperatorFactory()
    client = client_for(host=PUBLIC)
    client.post("/accounts/login/", {"login": user.email, "password": "demo"})
    assert client.get("/console/").headers["Location"] == "/console/sign-in/set-up/"
    assert "/console/sign-in/set-up/" in [step for step, _ in client.get("/operators/", follow=True).redirect_chain]
    assert (
        client.post("/console/clusters/alpha/suspend/", {"reason": "x"}).headers["Location"]
        == "/console/sign-in/set-up/"
    )
    assert Cluster.objects.get(slug="alpha").status == "active"
    set_up(client)
    assert client.get("/console/").status_code == 200
    assert client.get("/operators/").status_code == 200


def test_the_admins_own_sign_in_page_is_no_way_around_the_second_factor(client_for: Make) -> None:
    user = OperatorFactory()
    answer = client_for(host=PUBLIC).post("/operators/login/", {"username": user.email, "password": "demo"})
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_missing_app_for_a_required_factor_is_told_at_start(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from clusterkit.registry import second_factor
    from clusterkit.registry.checks import check_second_factor

    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "OPERATORS_REQUIRE_SECOND_FACTOR": True}
    assert check_second_factor(None) == []
    monkeypatch.setattr(second_factor, "is_available", lambda: False)
    assert [error.id for error in check_second_factor(None)] == ["clusterkit.E060"]
