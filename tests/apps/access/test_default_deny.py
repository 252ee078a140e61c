"""Whoever forgets a policy finds out at start: each declaration of ours is taken away once, and the check fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from clusterkit.access.checks import check_admins, check_endpoints, check_models
from clusterkit.access.endpoints import Endpoint, declared_action, endpoints
from clusterkit.access.middleware import AccessMiddleware
from clusterkit.core.apps import ClusterkitAppConfig
from clusterkit.core.conf import conf
from clusterkit.core.policies import OPEN, policies, requires
from clusterkit.core.web.views import PageView

URLCONFS = (settings.ROOT_URLCONF, settings.PUBLIC_SCHEMA_URLCONF)


def ours() -> list[Any]:
    """Every address of ours with each part of it that declares an action: one for a view, one for each API action."""
    found = []
    for urlconf in URLCONFS:
        for endpoint in endpoints(urlconf):
            if endpoint.is_ours:
                methods = getattr(endpoint.view, "actions", None)
                found += [
                    pytest.param(endpoint, part, id=f"{urlconf}:{endpoint.route}:{part or 'view'}")
                    for part in (sorted(set(methods.values())) if methods is not None else [None])
                ]
    return found


def our_admins() -> Iterator[Any]:
    for site in admin.sites.all_sites:
        for model_admin in site._registry.values():
            if type(model_admin).__module__.startswith("clusterkit."):
                yield pytest.param(model_admin, id=f"{site.name}:{type(model_admin).__name__}")


def our_models() -> Iterator[Any]:
    for config in apps.get_app_configs():
        if isinstance(config, ClusterkitAppConfig) and getattr(config, "policies_complete", False):
            for model in config.get_models():
                yield pytest.param(model, id=model.__name__)


def test_the_site_as_it_is_has_no_hole() -> None:
    assert check_endpoints(None) == []
    assert check_admins(None) == []
    assert check_models(None) == []


def test_there_is_something_to_try() -> None:
    assert len(ours()) > 20
    assert list(our_admins())
    assert list(our_models())


@pytest.mark.parametrize(("endpoint", "part"), ours())
def test_an_address_without_its_policy_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint, part: str | None
) -> None:
    target = endpoint.target
    if part is not None:
        left = {name: action for name, action in target.policy_actions.items() if name != part}
        monkeypatch.setattr(target, "policy_actions", left)
    else:
        monkeypatch.setattr(target, "policy_action", None)
        if endpoint.view is not target and hasattr(endpoint.view, "policy_action"):
            monkeypatch.setattr(endpoint.view, "policy_action", None)
    problems = [problem for problem in check_endpoints(None) if f"/{endpoint.route} " in problem.msg]
    assert problems
    assert {problem.id for problem in problems} == {"clusterkit.E010"}
    assert (part or endpoint.name or endpoint.route) in " ".join(problem.msg for problem in problems)


@pytest.mark.parametrize("model_admin", list(our_admins()))
def test_an_admin_without_its_policy_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, model_admin: ModelAdmin[Any]
) -> None:
    monkeypatch.setattr(type(model_admin), "policy_action", None, raising=False)
    problems = [problem for problem in check_admins(None) if type(model_admin).__name__ in problem.msg]
    assert {problem.id for problem in problems} == {"clusterkit.E011"}


@pytest.mark.parametrize("model", list(our_models()))
def test_a_model_without_its_policy_fails_the_check(monkeypatch: pytest.MonkeyPatch, model: Any) -> None:
    left = {key: policy for key, policy in policies._policies.items() if key is not model}
    monkeypatch.setattr(policies, "_policies", left)
    assert [problem.id for problem in check_models(None)] == ["clusterkit.E012"]


class Forgotten(PageView):
    """A page whose author forgot the policy."""


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@requires(OPEN)
def declared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


urlpatterns = [
    path("page/", Forgotten.as_view(), name="page"),
    path("function/", forgotten),
    path("declared/", declared),
    path("", include("clusterkit.urls")),  # the layouts link to the pages of the package
]


@pytest.fixture
def strict_here(settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "STRICT_POLICIES": ("clusterkit", __name__)}
    settings.ROOT_URLCONF = __name__
    assert __name__ in conf.STRICT_POLICIES


@pytest.mark.usefixtures("strict_here")
def test_a_host_may_hold_itself_to_it() -> None:
    messages = [problem.msg for problem in check_endpoints(None)]
    assert [message.split()[0] for message in messages] == ["/page/", "/function/"]
    assert declared_action(declared) is OPEN


@pytest.mark.usefixtures("strict_here")
@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [("/page/", 404), ("/function/", 404), ("/declared/", 200)])
def test_an_undeclared_view_is_refused_even_where_nobody_ran_the_check(
    client_for: Any, address: str, status: int
) -> None:
    assert client_for().get(address).status_code == status


def test_the_middleware_stands_in_the_presets() -> None:
    path_of = f"{AccessMiddleware.__module__}.{AccessMiddleware.__name__}"
    assert path_of in settings.MIDDLEWARE
