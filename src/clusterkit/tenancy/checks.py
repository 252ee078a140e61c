"""Mistakes of installation, told at start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string
from django.views.static import serve

from clusterkit.core.apps import ClusterkitAppConfig
from clusterkit.core.conf import conf
from clusterkit.tenancy.context import schema_context, tenant_connection
from clusterkit.tenancy.placement import stands_in
from clusterkit.tenancy.pooling import probe

KEY_FUNCTION = "clusterkit.tenancy.caching.make_key"
BACKEND = "clusterkit.tenancy.backend"


@register(Tags.security)
def check_placement(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each app of ours stands where its tables belong."""
    problems: list[CheckMessage] = []
    for config in apps.get_app_configs():
        if not isinstance(config, ClusterkitAppConfig):
            continue
        stands = stands_in(config, settings.SHARED_APPS), stands_in(config, settings.TENANT_APPS)
        wanted = {"shared": (True, False), "cluster": (False, True), "both": (True, True)}.get(config.schema)
        if wanted is not None and stands != wanted:
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
        if not dummy and not _tells_clusters_apart(cache.get("KEY_FUNCTION")):
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


def _tells_clusters_apart(key_function: Any) -> bool:
    """Ours does; another one is tried."""
    if key_function in (None, KEY_FUNCTION):
        return key_function is not None
    make_key = import_string(key_function) if isinstance(key_function, str) else key_function
    keys = set()
    for schema in ("clusterkit_check_a", "clusterkit_check_b"):
        with schema_context(schema):
            keys.add(make_key("key", "", 1))
    return len(keys) == 2


@register(Tags.security)
def check_media(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What people upload is served by a view that asks who may read it, and by nothing else."""
    problems: list[CheckMessage] = []
    storages: dict[str, Any] = dict(settings.STORAGES)
    own_folder = storages.get("clusterkit_private", {}).get("OPTIONS", {}).get("location")
    kept = [folder for folder in (own_folder, conf.FILES_ROOT, settings.MEDIA_ROOT) if folder]
    private = [Path(folder).resolve() for folder in kept]
    public = [Path(folder) for folder in (settings.STATIC_ROOT, getattr(settings, "WHITENOISE_ROOT", None)) if folder]
    for urlconf in filter(None, (settings.ROOT_URLCONF, getattr(settings, "PUBLIC_SCHEMA_URLCONF", None))):
        public += _served_folders(get_resolver(urlconf).url_patterns)
    for folder in dict.fromkeys(path.resolve() for path in public):
        inside = [path for path in private if path.is_relative_to(folder)]
        if inside:
            problems.append(
                Error(
                    f"Everybody can read {folder}, and people's files lie in {inside[0]}",
                    hint="Serve no address from MEDIA_ROOT or FILES_ROOT, and keep STATIC_ROOT apart from them.",
                    id="clusterkit.E040",
                )
            )
    return problems


def _served_folders(patterns: Iterable[Any]) -> Iterator[Path]:
    """The folders that Django's own ``serve`` view shows to everybody."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _served_folders(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.callback is serve:
            folder = pattern.default_args.get("document_root")
            if folder:
                yield Path(folder)


@register(Tags.security)
def check_serving(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Settings that are right for one site and costly or risky for many."""
    problems: list[CheckMessage] = []
    database = settings.DATABASES["default"]
    age, pool = database.get("CONN_MAX_AGE", 0), database.get("OPTIONS", {}).get("pool")
    if settings.USE_X_FORWARDED_HOST:
        problems.append(
            Caution(
                "The cluster is chosen by the header X-Forwarded-Host",
                hint="Let the web server pass the host on as Host and set USE_X_FORWARDED_HOST to False; "
                "else make sure that it overwrites the header in every request.",
                id="clusterkit.W040",
            )
        )
    if age is None:
        problems.append(
            Caution(
                "Database connections live for ever, and each remembers the tables of every cluster that it served",
                hint="Set CONN_MAX_AGE to 60 to 600 seconds, or use the pool with its max_lifetime.",
                id="clusterkit.W041",
            )
        )
    if getattr(settings, "ASGI_APPLICATION", None) and age != 0 and not pool:
        problems.append(
            Caution(
                "Under ASGI nearly every request opens a connection of its own and keeps it",
                hint='Set CONN_MAX_AGE to 0 and OPTIONS to {"pool": True}.',
                id="clusterkit.W042",
            )
        )
    return problems


@register(Tags.database)
def check_pooler(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """No pooler between this process and PostgreSQL that lets clients take turns on one connection."""
    wrapper = tenant_connection()
    if wrapper.alias not in (databases or ()):
        return []
    try:
        verdict = probe(wrapper)
    except psycopg.Error:
        return []  # a database that does not answer is told by Django itself
    return [] if verdict.safe else [Error(verdict.why, id="clusterkit.E041")]
