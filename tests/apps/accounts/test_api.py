"""The same as JSON, and the admin of coordinators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

from clusterkit.access.admin_site import cluster_site
from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.consents import PROCESSING
from clusterkit.accounts.models import ConsentDecision, Profile
from clusterkit.accounts.services import write_decision
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"
JSON = "application/json"


@pytest.fixture
def anna() -> Any:
    return UserFactory(email="anna@example.org", name="Anna")


def test_me(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    assert client.get(ME).json() == {
        "id": anna.pk,
        "email": "anna@example.org",
        "name": "Anna",
        "position": "",
        "phone": "",
        "language": "",
        "about": "",
        "skills": [],
        "topics": [],
        "time_zone": "",
        "tier": "registered",
        "organisations": [],
    }
    changed = client.patch(ME, {"name": "Anna K.", "language": "be", "email": "no@example.org"}, content_type=JSON)
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["language"]) == ("Anna K.", "be")
    assert changed.json()["email"] == "anna@example.org"  # an address changes by mail only


def test_a_guest_is_asked_to_sign_in(client_for: Callable[..., Client]) -> None:
    for path in (ME, f"{ME}consents/"):
        answer = client_for().get(path)
        assert answer.status_code in (401, 403)
        assert answer.json()["code"] == "not_authenticated"


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": None},
        {"phone": "x"},
        {"language": "pl"},
        {"time_zone": "Mars"},
        {"about": "x" * 1001},
        [],
    ],
)
def test_bad_values_are_a_problem_document(client_for: Callable[..., Client], anna: Any, bad: Any) -> None:
    answer = client_for(anna).patch(ME, bad, content_type=JSON)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Profile.objects.exists()


def test_consents(client_for: Callable[..., Client], anna: Any) -> None:
    client, url = client_for(anna), f"{ME}consents/{PROCESSING.code}/"
    state = client.get(f"{ME}consents/").json()[0]
    assert (state["purpose"], state["required"], state["given_at"]) == (PROCESSING.code, True, None)
    assert client.put(url, {}, content_type=JSON).status_code == 400
    assert client.put(url, {"version": "0"}, content_type=JSON).status_code == 409
    assert client.put(url, {"version": state["version"]}, content_type=JSON).json()["given_at"] is not None
    assert client.delete(f"{ME}consents/unknown/").status_code == 404
    assert client.delete(url).status_code == 204
    assert [row.given for row in ConsentDecision.objects.all()] == [True, False]
    anna.refresh_from_db()
    assert not anna.is_active


def test_coordinators_look_up_people_and_consents(anna: Any, rf: RequestFactory) -> None:
    write_decision(user_id=anna.pk, purpose=PROCESSING, given=True)
    people: list[tuple[Any, bool]] = [(anna, False), (CoordinatorFactory(), True)]
    for user, may in people:
        request: Any = rf.get("/")
        request.user, request.viewer = user, viewer_of(user)
        for model in (get_user_model(), Profile, ConsentDecision):
            model_admin = cluster_site._registry[model]
            assert model_admin.has_view_permission(request) is may
            assert model_admin.has_change_permission(request) is False
            assert model_admin.has_delete_permission(request) is False
            form = model_admin.get_fieldsets(request) if model is get_user_model() else []
            assert "password" not in str(form)
