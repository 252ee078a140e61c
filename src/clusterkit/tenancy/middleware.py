"""What a request passes before anything else: which cluster it belongs to, and leaving it at the end."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import set_urlconf
from django.utils import timezone, translation

from clusterkit.core.conf import conf
from clusterkit.tenancy import closed
from clusterkit.tenancy.addresses import load_addresses
from clusterkit.tenancy.context import current_schema, enter, leave, tenant_connection
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hosts import host_cache, normalise_host
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.pooling import require_safe_start

logger = logging.getLogger("clusterkit.tenancy")
GetResponse = Callable[[HttpRequest], HttpResponse]
SESSION_SCHEMA_KEY = "_clusterkit_schema"


class ClusterMiddleware:
    """Stands first. Sets ``request.tenant`` to the cluster (None on the public host) and the connection to its schema.

    An unknown host gets a constant 404. Whatever happens in between, the connection stands nowhere afterwards.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        load_addresses()
        require_safe_start(tenant_connection())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            host = normalise_host(request.get_host())
        except DisallowedHost:
            return unknown_host()
        try:
            if host == normalise_host(conf.PUBLIC_DOMAIN):
                return self._serve(request, None)
            cluster = host_cache.get(host)
            if cluster is None:
                return unknown_host()
            return self._serve(request, cluster)
        finally:
            leave()
            set_urlconf(None)
            timezone.deactivate()
            translation.deactivate()

    def _serve(self, request: HttpRequest, cluster: Cluster | None) -> HttpResponse:
        request.tenant = cluster  # type: ignore[attr-defined]
        enter(cluster)
        if cluster is None:
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            set_urlconf(settings.PUBLIC_SCHEMA_URLCONF)
            return self.get_response(request)
        timezone.activate(cluster.time_zone)
        if cluster.status == ClusterStatus.ACTIVE:
            return self._answer(request)
        closed.close_for_guests(request)
        if closed.refuses(request, cluster):
            request.urlconf = closed.CLOSED_URLCONF
            set_urlconf(closed.CLOSED_URLCONF)
        with closed.read_only():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(response, "streaming", False):
            # A streaming body is made after this middleware: it must not need the cluster's tables.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say that an archived site is for reading where a page of it tried to write."""
        return closed.answer_to_refused_write(request, exception)


def unknown_host() -> HttpResponse:
    """The same short answer for every host that is not ours."""
    return HttpResponse("Not found\n", status=404, content_type="text/plain; charset=utf-8")


class SessionSchemaMiddleware:
    """Stands right after the sessions. A session row copied to another cluster is not a session there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        schema = current_schema()
        stored = request.session.get(SESSION_SCHEMA_KEY) if request.session.session_key else schema
        if stored is not None and stored != schema:
            logger.warning("a session of %s was shown in %s: dropped", stored, schema)
            request.session.flush()
        elif stored is None and not request.session.is_empty():
            # Every session of ours is stamped when it is first saved; one without a stamp is not ours.
            request.session.flush()
        response = self.get_response(request)
        if request.session.modified and not request.session.is_empty():
            request.session[SESSION_SCHEMA_KEY] = schema
        return response
