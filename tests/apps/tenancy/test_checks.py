"""Mistakes of installation are told at start, each with its remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf.urls.static import static
from django.urls import clear_url_caches, include, re_path
from django.views.static import serve

from clusterkit.tenancy.checks import (
    check_infrastructure,
    check_media,
    check_placement,
    check_pooler,
    check_serving,
)
from clusterkit.tenancy.context import current_schema
from clusterkit.tenancy.validators import validate_logo, validate_slug, validate_time_zone


def test_the_presets_pass() -> None:
    assert check_placement(None) == []
    assert check_infrastructure(None) == []
    assert check_media(None) == []
    assert check_serving(None) == []
    assert check_pooler(None) == []


def own_key(key: str, prefix: str, version: int) -> str:
    """A host's own key function, which tells clusters apart."""
    return f"{current_schema()}/{key}"


def careless_key(key: str, prefix: str, version: int) -> str:
    """One that does not."""
    return f"everybody/{key}"


def test_a_key_function_of_the_hosts_own_is_tried(settings: Any) -> None:
    cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "KEY_FUNCTION": own_key}
    settings.CACHES = {"default": cache}
    assert check_infrastructure(None) == []
    settings.CACHES = {"default": {**cache, "KEY_FUNCTION": "tests.apps.tenancy.test_checks.careless_key"}}
    assert [problem.id for problem in check_infrastructure(None)] == ["clusterkit.E003"]


def test_media_for_everybody_is_found(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STATIC_ROOT = Path(settings.MEDIA_ROOT).parent
    assert [problem.id for problem in check_media(None)] == ["clusterkit.E040"]
    settings.STATIC_ROOT = None
    monkeypatch.setattr("tests.projects.urls.urlpatterns", static("/media/", view=serve, document_root="/elsewhere"))
    clear_url_caches()
    assert check_media(None) == []
    served = [re_path("^m/", include([re_path("^(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})]))]
    monkeypatch.setattr("tests.projects.urls.urlpatterns", served)
    clear_url_caches()
    assert [problem.id for problem in check_media(None)] == ["clusterkit.E040"]
    monkeypatch.undo()
    clear_url_caches()


def test_settings_that_cost_or_risk_are_told(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.USE_X_FORWARDED_HOST = True
    monkeypatch.setitem(settings.DATABASES["default"], "CONN_MAX_AGE", None)
    settings.ASGI_APPLICATION = "mysite.asgi.application"
    assert [problem.id for problem in check_serving(None)] == ["clusterkit.W040", "clusterkit.W041", "clusterkit.W042"]
    monkeypatch.setitem(settings.DATABASES["default"], "CONN_MAX_AGE", 0)
    settings.USE_X_FORWARDED_HOST = False
    assert check_serving(None) == []


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "clusterkit.E003"),
        ("MIDDLEWARE", lambda value: [item for item in value if "ClusterMiddleware" not in item], "clusterkit.E004"),
        ("MIDDLEWARE", lambda value: [item for item in value if "SessionSchema" not in item], "clusterkit.E005"),
        ("SESSION_ENGINE", "django.contrib.sessions.backends.signed_cookies", "clusterkit.E006"),
    ],
)
def test_each_mistake_is_found(settings: Any, name: str, change: Any, code: str) -> None:
    setattr(settings, name, change(getattr(settings, name)) if callable(change) else change)
    problems = check_infrastructure(None)
    assert [problem.id for problem in problems] == [code]


def test_another_engine_is_found(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django_tenants.postgresql_backend")
    assert [problem.id for problem in check_infrastructure(None)] == ["clusterkit.E002"]


def test_contrib_sites_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.apps import apps

    monkeypatch.setattr(apps, "is_installed", lambda name: True)
    assert [problem.id for problem in check_infrastructure(None)] == ["clusterkit.E007"]


def test_an_app_on_the_wrong_side_is_found(settings: Any) -> None:
    settings.SHARED_APPS = [*settings.SHARED_APPS, "clusterkit.directory"]
    assert [problem.id for problem in check_placement(None)] == ["clusterkit.E001"]


@pytest.mark.parametrize(
    "drawing",
    [
        "not a drawing",
        "<svg><script>alert(1)</script></svg>",
        "<svg onload='alert(1)'/>",
        "<svg><use href='http://example.org/x.svg#a'/></svg>",
        "<svg><path fill='url(http://example.org/)'/></svg>",
        "<svg><foreignObject/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
        "<svg>" + "<path/>" * 20000 + "</svg>",
    ],
)
def test_a_drawing_that_could_do_harm_is_refused(drawing: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_logo(drawing)


def test_good_values_pass() -> None:
    validate_logo("")
    validate_logo("<svg xmlns='http://www.w3.org/2000/svg'><!-- mark --><use href='#a'/><path id='a' d='M0 0'/></svg>")
    validate_slug("vitebsk-med")
    validate_time_zone("Europe/Minsk")
