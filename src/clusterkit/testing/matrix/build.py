"""Fills two clusters and the public host with rows of the same shape, in a transaction that is rolled back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from clusterkit.access.endpoints import endpoints
from clusterkit.core.conf import conf
from clusterkit.tenancy.context import cluster_context, public_schema, tenant_connection
from clusterkit.tenancy.hosts import host_cache
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.matrix.addresses import shape_of
from clusterkit.testing.matrix.judge import Judge
from clusterkit.testing.matrix.people import people_of_cluster, people_of_public_host
from clusterkit.testing.matrix.rows import fill_cluster, fill_public
from clusterkit.testing.matrix.world import FIRST, Site, World

CLUSTERS = ("alpha", "beta")


@contextmanager
def built(
    add: Callable[[World], Any], add_public: Callable[[World], Any], *, urlconf: str, public_urlconf: str
) -> Iterator[dict[str, Site]]:
    """The two sites of a project, by ``cluster`` and ``public``.

    *add* puts a host's rows into each cluster's world, *add_public* into that of the public host.
    """
    block = transaction.Atomic(tenant_connection().alias, True, False)
    block._from_testcase = True  # type: ignore[attr-defined]
    logging.disable(logging.CRITICAL)
    try:
        with block:
            try:
                yield _build(add, add_public, urlconf, public_urlconf)
            finally:
                transaction.set_rollback(True, using=tenant_connection().alias)
    finally:
        logging.disable(logging.NOTSET)
        host_cache.clear()
        tenant_connection().search_path_set_schemas = None


def _build(
    add: Callable[[World], Any], add_public: Callable[[World], Any], urlconf: str, public_urlconf: str
) -> dict[str, Site]:
    with public_schema():
        for slug in CLUSTERS:
            Cluster.objects.filter(slug=slug).update(logo_svg=_svg(slug), mark_svg=_svg(slug))
        home_cluster, other_cluster = (Cluster.objects.get(slug=slug) for slug in CLUSTERS)
        host_cache.clear()

    def here() -> Any:
        return cluster_context(home_cluster)

    def there() -> Any:
        return cluster_context(other_cluster)

    home, other, public = World("alpha"), World("beta"), World("public")
    for standing, world in ((here, home), (there, other)):
        with standing():
            fill_cluster(world)
            admin_routes(urlconf, world)
            add(world)
            if world is other:
                world.add_rows_of_its_own()
            world.reload()
    with public_schema():
        fill_public(public)
        admin_routes(public_urlconf, public)
        add_public(public)
        public.reload()
    return {
        "cluster": Site(
            urlconf=urlconf,
            host=_host(home_cluster),
            schema=home_cluster.schema_name,
            home=home,
            other=other,
            people=people_of_cluster(home, other, public, here, there, public_schema),
            standing=here,
            other_host=_host(other_cluster),
            other_schema=other_cluster.schema_name,
        ),
        "public": Site(
            urlconf=public_urlconf,
            host=conf.PUBLIC_DOMAIN,
            schema="public",
            home=public,
            other=home,
            people=people_of_public_host(public, home, public_schema, here),
            standing=public_schema,
        ),
    }


def _svg(slug: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><title>Cluster {slug}</title></svg>'


def judge_for(site: Site) -> Judge:
    """Who knows where this site sends guests to sign in."""
    paths = []
    for name in (conf.LOGIN_URL_NAME, "admin:login"):
        try:
            paths.append(reverse(name, urlconf=site.urlconf))
        except NoReverseMatch:
            continue
    return Judge(tuple(paths), site.is_public, site.home.lenient_shapes)


def _host(cluster: Cluster) -> str:
    with public_schema():
        return str(cluster.get_primary_domain().domain)


def admin_routes(urlconf: str, world: World) -> None:
    """What stands in the addresses of an admin: it tells of itself which model each is for."""
    for endpoint in endpoints(urlconf):
        shape = shape_of(endpoint.route)
        model_admin = getattr(endpoint.view, "model_admin", None)
        if model_admin is not None and "{object_id}" in shape:
            prefix = shape[: shape.index("{object_id}")] + "{object_id}/"
            world.route(prefix, model_admin.model, object_id="pk")
        elif hasattr(endpoint.view, "admin_site") and "{content_type_id}" in shape:
            model = next(iter(world.rows))
            kind = ContentType.objects.get_for_model(model)
            world.fixed(shape, content_type_id=[str(kind.pk)], object_id=[str(FIRST)])
        elif hasattr(endpoint.view, "admin_site") and "{url}" in shape:
            world.fixed(shape, url=["nothing"])


def urlconfs() -> tuple[str, str]:
    """The URL configurations of the project: of clusters, and of the public host."""
    return settings.ROOT_URLCONF, settings.PUBLIC_SCHEMA_URLCONF
