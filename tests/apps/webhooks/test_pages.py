"""The office's pages, the API, and who may not come here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clusterkit.core.policies import MEMBER
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.webhooks import AttemptFactory, DeliveryFactory, EndpointFactory
from clusterkit.webhooks.enums import DeliveryState, Failure
from clusterkit.webhooks.models import Delivery, Endpoint
from tests.apps.webhooks.servers import Hook

pytestmark = pytest.mark.django_db
FORM = {"url": "https://hooks.example.org/in", "description": "CRM", "events": ["organisation.joined"], "tier": "guest"}


@pytest.fixture
def known(monkeypatch: Any) -> None:
    """A happening that is there whatever is installed."""
    from clusterkit.core.happenings import Happening, happenings

    if happenings.get("organisation.joined") is None:
        monkeypatch.setitem(happenings._known, "organisation.joined", Happening("organisation.joined", "Joined"))


@pytest.fixture
def web(client_for: Callable[..., Client], office: Any) -> Client:
    """The coordinator's browser."""
    return client_for(office)


@pytest.mark.usefixtures("known")
def test_added_its_secret_is_shown_once(web: Client) -> None:
    response = web.post("/webhooks/new/", FORM, follow=True)
    endpoint = Endpoint.objects.get()
    page = response.content.decode()
    assert endpoint.secret in page
    assert (endpoint.url, endpoint.events, endpoint.is_active) == (FORM["url"], ["organisation.joined"], True)
    assert endpoint.secret not in web.get(f"/webhooks/{endpoint.pk}/").content.decode()
    assert "CRM" in web.get("/webhooks/").content.decode()
    old = endpoint.secret
    page = web.post(f"/webhooks/{endpoint.pk}/secret/", follow=True).content.decode()
    endpoint.refresh_from_db()
    assert endpoint.secret != old
    assert endpoint.secret in page
    assert old not in page


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "http://hooks.example.org/"),
        ("url", "https://10.0.0.1/"),
        ("url", "nonsense"),
        ("events", []),
        ("events", ["no.such"]),
        ("tier", "coordinator"),
    ],
)
def test_what_is_not_taken_is_told_at_its_field_and_nothing_is_lost(web: Client, field: str, value: Any) -> None:
    response = web.post("/webhooks/new/", {**FORM, field: value})
    assert response.status_code in (400, 422)
    assert response.context["form"].errors[field]
    assert 'value="CRM"' in response.content.decode()
    answer = web.post("/api/v1/webhooks/", {**FORM, field: value}, content_type="application/json")
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Endpoint.objects.exists()


@pytest.mark.usefixtures("known")
def test_edited_on_an_old_page_is_refused(web: Client) -> None:
    endpoint = EndpointFactory()
    first = web.post(f"/webhooks/{endpoint.pk}/edit/", {**FORM, "version": 1})
    second = web.post(f"/webhooks/{endpoint.pk}/edit/", {**FORM, "description": "late", "version": 1})
    assert (first.status_code, second.status_code) == (302, 409)
    endpoint.refresh_from_db()
    assert endpoint.description == "CRM"


def test_a_test_shows_what_came_back_as_text(web: Client, hook: Hook) -> None:
    hook.status, hook.text = 500, "<script>alert(1)</script>"
    endpoint = EndpointFactory(url=hook.url, is_active=False)
    page = web.post(f"/webhooks/{endpoint.pk}/test/", follow=True).content.decode()
    assert "HTTP 500" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert b'"type": "ping"' in hook.got[0].body
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries.get().failure) == (DeliveryState.DEAD, Failure.STATUS)
    hook.status = 200
    answer = web.post(f"/api/v1/webhooks/{endpoint.pk}/test/")
    assert (answer.status_code, answer.json()["state"], answer.json()["tries"][0]["status"]) == (201, "delivered", 200)
    for _number in range(8):
        DeliveryFactory(endpoint=endpoint)
    assert web.post(f"/webhooks/{endpoint.pk}/test/").status_code == 429


def test_switched_off_on_and_taken_away(web: Client) -> None:
    endpoint = EndpointFactory()
    own = f"/webhooks/{endpoint.pk}/"
    assert web.post(f"{own}off/").status_code == 302
    assert web.post(f"{own}off/").status_code == 409
    assert "somebody switched it off" in web.get(own).content.decode()
    assert web.post(f"{own}on/").status_code == 302
    assert web.get(f"{own}delete/").status_code == 200
    assert web.post(f"{own}delete/").url == "/webhooks/"  # type: ignore[attr-defined]
    assert web.get(own).status_code == 404


def test_nobody_but_the_office(client_for: Callable[..., Client]) -> None:
    delivery = AttemptFactory().delivery
    for user in (None, UserFactory(), UserFactory(tier=MEMBER)):
        client = client_for(user) if user is not None else client_for()
        for path in ("/webhooks/", f"/webhooks/{delivery.endpoint_id}/", f"/webhooks/deliveries/{delivery.pk}/"):
            assert client.get(path).status_code in (302, 401, 403, 404)
        for path in ("", f"{delivery.endpoint_id}/", "deliveries/", f"deliveries/{delivery.pk}/"):
            assert client.get(f"/api/v1/webhooks/{path}").status_code in (401, 403)
        assert "/webhooks/" not in client.get("/participants/").content.decode()


@pytest.mark.usefixtures("known")
def test_the_api_gives_the_secret_once(web: Client) -> None:
    made = web.post("/api/v1/webhooks/", FORM, content_type="application/json").json()
    own = f"/api/v1/webhooks/{made['id']}/"
    assert made["secret"].startswith("whsec_")
    assert "secret" not in web.get(own).json()
    assert all("secret" not in row for row in web.get("/api/v1/webhooks/").json()["results"])
    fresh = web.post(f"{own}secret/", {"version": 1}, content_type="application/json").json()
    assert fresh["secret"] not in ("", made["secret"])
    stale = web.patch(own, {"description": "x", "version": 1}, content_type="application/json")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert web.patch(own, {"description": "x"}, content_type="application/json").json()["description"] == "x"
    assert web.post(f"{own}off/").json()["is_active"] is False
    assert web.post(f"{own}on/").json()["is_active"] is True
    assert web.delete(own).status_code == 204


def test_what_waits_for_a_web_hook_that_is_off_names_no_hour(web: Client) -> None:
    delivery = DeliveryFactory()
    path = f"/webhooks/deliveries/{delivery.pk}/"
    assert "when the web hook is switched on again" not in web.get(path).content.decode()
    web.post(f"/webhooks/{delivery.endpoint_id}/off/")
    assert "when the web hook is switched on again" in web.get(path).content.decode()


def test_the_api_of_deliveries(web: Client) -> None:
    attempt = AttemptFactory(delivery__event="news.published", delivery__state=DeliveryState.DEAD)
    DeliveryFactory()
    rows = web.get("/api/v1/webhooks/deliveries/?state=dead").json()["results"]
    assert [row["id"] for row in rows] == [attempt.delivery_id]
    assert rows[0]["tries"][0]["answer"] == "thank you"
    answer = web.post(f"/api/v1/webhooks/deliveries/{attempt.delivery_id}/resend/")
    assert (answer.status_code, answer.json()["state"]) == (200, "pending")


@pytest.mark.parametrize("path", ["/webhooks/", "/webhooks/{pk}/", "/api/v1/webhooks/deliveries/"])
def test_as_many_questions_for_three_rows_as_for_one(web: Client, path: str, settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}
    endpoint = AttemptFactory().delivery.endpoint
    address = path.format(pk=endpoint.pk)

    def count() -> int:
        web.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert web.get(address).status_code == 200
        return len(captured)

    one = count()
    for _number in range(2):
        AttemptFactory(delivery__endpoint=endpoint)
        AttemptFactory()
    assert count() == one


def test_the_admin_shows_no_secret(web: Client) -> None:
    endpoint = AttemptFactory().delivery.endpoint
    for model in ("endpoint", "delivery", "attempt"):
        assert web.get(f"/admin/clusterkit_webhooks/{model}/").status_code == 200
    page = web.get(f"/admin/clusterkit_webhooks/endpoint/{endpoint.pk}/change/").content.decode()
    assert endpoint.url in page
    assert endpoint.secret not in page
