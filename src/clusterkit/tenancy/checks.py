"""Mistakes of installation, told at start."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from clusterkit.core.apps import ClusterkitAppConfig

KEY_FUNCTION = "clusterkit.tenancy.caching.make_key"
BACKEND = "clusterkit.tenancy.backend"


@register(Tags.security)
def check_placement(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each app of ours stands where its tables belong."""
    problems: list[CheckMessage] = []
    shared, cluster = set(settings.SHARED_APPS), set(settings.TENANT_APPS)
    for config in apps.get_app_configs():
        if not isinstance(config, ClusterkitAppConfig):
            continue
        path = f"{type(config).__module__}.{type(config).__name__}"
        stands = {
            "shared": bool({config.name, path} & shared),
            "cluster": bool({config.name, path} & cluster),
        }
        wanted = {"shared": (True, False), "cluster": (False, True), "both": (True, True)}.get(config.schema)
        if wanted is not None and (stands["shared"], stands["cluster"]) != wanted:
            where = {"shared": "SHARED_APPS only", "cluster": "TENANT_APPS only", "both": "both lists"}[config.schema]
            problems.append(
                Error(
                    f"{config.name} must stand in {where}",
                    hint="Use the lists of clusterkit.presets.",
                    id="clusterkit.E001",
                )
            )
    return problems


@register(Tags.security)
def check_infrastructure(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The settings that keep clusters apart: backend, caches, middleware order, sessions, sites."""
    problems: list[CheckMessage] = []
    if settings.DATABASES["default"]["ENGINE"] != BACKEND:
        problems.append(
            Error(
                "The database engine lets a missing table fall through to public",
                hint=f"Set ENGINE to {BACKEND!r}.",
                id="clusterkit.E002",
            )
        )
    for alias, cache in settings.CACHES.items():
        dummy = cache["BACKEND"].endswith("DummyCache")
        if cache.get("KEY_FUNCTION") != KEY_FUNCTION and not dummy:
            problems.append(
                Error(
                    f"The cache {alias!r} is shared by all clusters",
                    hint=f"Set its KEY_FUNCTION to {KEY_FUNCTION!r}.",
                    id="clusterkit.E003",
                )
            )
    middleware = list(settings.MIDDLEWARE)
    first = "clusterkit.tenancy.middleware.ClusterMiddleware"
    if first not in middleware:
        problems.append(Error(f"{first} is missing in MIDDLEWARE", id="clusterkit.E004"))
    session = "django.contrib.sessions.middleware.SessionMiddleware"
    bound = "clusterkit.tenancy.middleware.SessionSchemaMiddleware"
    if session in middleware and (bound not in middleware or middleware.index(bound) != middleware.index(session) + 1):
        problems.append(
            Error(
                "Sessions are not bound to their cluster",
                hint=f"Put {bound} right after the session middleware.",
                id="clusterkit.E005",
            )
        )
    if settings.SESSION_ENGINE not in (
        "django.contrib.sessions.backends.db",
        "django.contrib.sessions.backends.cached_db",
    ):
        problems.append(
            Error(
                "Sessions must be stored in each cluster's schema",
                hint="Use the db or cached_db session engine.",
                id="clusterkit.E006",
            )
        )
    if apps.is_installed("django.contrib.sites"):
        problems.append(
            Error(
                "django.contrib.sites caches one site for all clusters",
                hint="Remove it; domains are clusterkit's.",
                id="clusterkit.E007",
            )
        )
    return problems
