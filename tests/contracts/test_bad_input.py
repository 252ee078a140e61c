"""Bad input anywhere gets a form error or a 4xx problem, never a 500: every endpoint of the resolver is tried."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.utils.functional import cached_property
from drf_spectacular.generators import SchemaGenerator

from clusterkit.access.endpoints import Endpoint, declared_action, endpoints
from clusterkit.core.policies import GUEST
from clusterkit.tenancy.context import public_schema, tenant_connection
from clusterkit.testing.matrix.addresses import FoundForm, forms_of, parts_of, shape_of
from tests.contracts import addresses, hostile
from tests.contracts.world import World, files, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.long]
Make = Callable[..., Client]
PUBLIC = "testserver.public"
PROBLEM = {"type", "title", "status", "code", "detail"}
WRITES = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Effort:
    """How many values are tried in each place. The values differ from place to place, so all of them are used."""

    keys: int
    queries: int
    bodies: int
    whole: int
    members: int
    everywhere: bool = True

    def at(self, endpoint: Endpoint, turn: int) -> Effort:
        """Addresses of other packages, and every second one of ours, get a look only."""
        return self if self is ALL or (endpoint.is_ours and turn % 2 == 0) else LOOK


# Small enough for every run of the suite: about a minute on two cores.
LOOK = Effort(keys=1, queries=1, bodies=1, whole=1, members=0, everywhere=False)
ENOUGH = Effort(keys=2, queries=2, bodies=2, whole=2, members=1)
ALL = Effort(keys=99, queries=99, bodies=99, whole=99, members=99)
IS_THOROUGH = os.environ.get("CLUSTERKIT_BAD_INPUT") == "all"
"""``CLUSTERKIT_BAD_INPUT=all`` tries every value in every place as everybody, which takes hours."""
QUERY = [
    *("q", "page", "page_size", "cursor", "ordering", "sort", "o", "p", "e", "all", "id__exact", "next", "version"),
    *("unread", "compare", "parent", "whose", "kind", "sector", "state", "since", "until", "format", "lang", "term"),
    *("_popup", "_to_field", "_changelist_filters", "field_name", "model_name", "app_label"),
]


@dataclass
class Prober:
    """Sends requests as one person and gathers what is wrong with the answers. Nothing that a request did stays."""

    client: Client
    is_guest: bool = False
    failures: dict[str, str] = field(default_factory=dict)
    sent: int = 0
    met: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def send(
        self, method: str, path: str, why: str, endpoint: Endpoint, *, data: bytes | dict[str, Any] = b"", **extra: Any
    ) -> Any:
        """One request, judged. *data* is a body, or fields of a form."""
        self.client.cookies.clear()
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        crashes: list[str] = []

        def remember(**kwargs: Any) -> None:
            frame = traceback.extract_tb(sys.exc_info()[2])[-1]
            ours = [item for item in traceback.extract_tb(sys.exc_info()[2]) if "clusterkit" in item.filename][-1:]
            place = " < ".join(f"{item.filename[-50:]}:{item.lineno}" for item in (frame, *ours))
            crashes.append(f"{sys.exc_info()[1]!r:.160} at {place}")

        got_request_exception.connect(remember)
        connection = tenant_connection()
        try:
            with transaction.atomic():
                response: Any
                if isinstance(data, dict):
                    response = self.client.post(path, data, **extra)
                else:
                    response = self.client.generic(method, path, data, **extra)
                if response.streaming:
                    b"".join(response.streaming_content)
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(remember)
            connection.search_path_set_schemas = None  # the path of the search was rolled back too
        self.sent += 1
        if response.status_code != 404:
            self.met.add(endpoint.route)
        fault = "; ".join(crashes) or self.fault(method, path, response, endpoint)
        if fault:
            self.failures.setdefault(f"{endpoint.route} {fault[:260]}", f"{method} {path[:120]} {why}")
        return response

    def fault(self, method: str, path: str, response: Any, endpoint: Endpoint) -> str:
        """What is wrong with an answer, or nothing."""
        status = response.status_code
        if status >= 500:
            return f"answers {status}"
        if self.is_guest and method in WRITES and 200 <= status < 300 and not _is_open(endpoint, method):
            return f"lets a guest write ({status})"
        if path.startswith("/api/") and status >= 400 and method != "HEAD":
            if response.headers.get("Content-Type") != "application/problem+json":
                return f"answers {status} as {response.headers.get('Content-Type')}"
            try:
                body = response.json()
            except ValueError:
                return f"answers {status} with {response.content[:40]!r}"
            if not set(body) >= PROBLEM or body["status"] != status:
                return f"answers {status} with the members {sorted(body)}"
        return ""

    def verdict(self) -> None:
        """Fail with all that was found."""
        lines = [f"{fault}\n    by {case}" for fault, case in self.failures.items()]
        assert not lines, f"{len(lines)} faults in {self.sent} requests:\n" + "\n".join(lines)


def _is_open(endpoint: Endpoint, method: str) -> bool:
    actions: dict[str, str] | None = getattr(endpoint.view, "actions", None)
    if actions is None:
        action = declared_action(endpoint.view)
    else:
        action = endpoint.target.policy_actions.get(actions.get(method.lower(), ""))
    return not endpoint.is_ours or (action is not None and action.tier == GUEST)


class Site:
    """The endpoints of one URL configuration and what is known of each."""

    def __init__(self, urlconf: str) -> None:
        self.urlconf = urlconf
        self.endpoints = sorted(endpoints(urlconf), key=lambda endpoint: endpoint.route)

    @cached_property
    def description(self) -> dict[str, Any]:
        """The API's own description: it tells the bodies."""
        generator = SchemaGenerator(urlconf=self.urlconf)  # type: ignore[no-untyped-call]
        return dict(generator.get_schema(request=None, public=True))  # type: ignore[no-untyped-call]

    @cached_property
    def operations(self) -> dict[str, dict[str, Any]]:
        """Its operations by address."""
        return {addresses.template(path.lstrip("/")): item for path, item in self.description["paths"].items()}


def probe(
    site: Site, prober: Prober, world: World, effort: Effort, shift: int = 0, every: int = 1, first: int = 0
) -> None:
    """Every *every*-th address beginning with *first*, as one person.

    *shift* changes which address gets which values, and which ones get a look only.
    """
    tried = site.endpoints if effort is ALL else site.endpoints[first::every]
    found: dict[str, FoundForm] = {}
    for turn, endpoint in enumerate(tried, shift):
        limit = {LOOK: 1, ENOUGH: 2}.get(effort, 4)
        here = effort.at(endpoint, turn)
        for path in addresses.known(endpoint.route, world.known, limit):
            response = prober.send("GET", path, "as it is", endpoint)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                for form in forms_of(path, response.content.decode()):
                    found.setdefault(form.path, form)
        _spoil_address(endpoint, prober, turn, here)
        _spoil_query(endpoint, prober, world, turn, here)
        _spoil_body(endpoint, prober, world, turn, here)
    by_path = {path: item for item in site.endpoints for path in addresses.known(item.route, world.known)}
    for turn, (path, form) in enumerate(sorted(found.items()), shift):
        if path in by_path:
            _spoil_form(by_path[path], form, prober, turn, effort.at(by_path[path], turn))
    for turn, endpoint in enumerate(tried, shift):
        _spoil_members(site, endpoint, prober, world, turn, effort.at(endpoint, turn))


def _first(endpoint: Endpoint, world: World) -> str:
    return next(addresses.known(endpoint.route, world.known))


def _spoil_address(endpoint: Endpoint, prober: Prober, turn: int, effort: Effort) -> None:
    count = len(parts_of(shape_of(endpoint.route)))
    for number, value in enumerate(hostile.some(hostile.KEYS, turn, effort.keys) if count else []):
        path = addresses.fill(endpoint.route, [value] * count)
        prober.send("GET" if number % 2 == 0 else "POST", path, "as it is", endpoint)


def _spoil_query(endpoint: Endpoint, prober: Prober, world: World, turn: int, effort: Effort) -> None:
    filters = list(getattr(getattr(endpoint.target, "filterset_class", None), "base_filters", {}))
    path = _first(endpoint, world)
    is_list = (getattr(endpoint.view, "actions", None) or {"get": "list"}).get("get") == "list"
    if is_list and effort.everywhere:
        for number, name in enumerate([*filters, *QUERY[:4]] if filters else []):
            for text in hostile.some(hostile.TEXTS, turn + number, effort.queries):
                prober.send("GET", f"{path}?{urlencode({name: text})}", "", endpoint)
    for text in hostile.some(hostile.TEXTS, turn, effort.queries):
        names = [*filters, *QUERY]
        query = urlencode([(name, text) for name in names] + [(f"{name}[]", text) for name in names[:3]])
        prober.send("GET", f"{path}?{query}", f"with {text!r:.30} everywhere", endpoint)
    if effort.everywhere:
        prober.send("GET", f"{path}?%ff=%ff&q=%C3%28&cursor=%00&=&&&page=%2b1", "", endpoint)
        for headers in hostile.some(hostile.HEADERS, turn, effort.queries // 2):
            prober.send("GET", path, str(headers)[:60], endpoint, headers=headers)


def _spoil_body(endpoint: Endpoint, prober: Prober, world: World, turn: int, effort: Effort) -> None:
    path, methods = _first(endpoint, world), getattr(endpoint.view, "actions", None) or {"post": ""}
    taken = [method.upper() for method in methods if method != "get"] or ["POST"]
    for number, (kind, body) in enumerate(hostile.some(hostile.BODIES, turn, effort.bodies)):
        method = taken[number % len(taken)] if number % 3 < 2 else WRITES[turn % 4]
        prober.send(method, path, f"{kind} {body[:30]!r}", endpoint, data=body, content_type=kind)
    prober.send(["DELETE", "OPTIONS", "PUT", "HEAD", "NONSENSE"][turn % 5], path, "", endpoint)


def _spoil_form(endpoint: Endpoint, form: FoundForm, prober: Prober, turn: int, effort: Effort) -> None:
    def post(why: str, values: dict[str, Any]) -> None:
        prober.send("POST", form.path, why, endpoint, data=values)

    texts: list[Any] = [*hostile.TEXTS, hostile.LONG, ["a", "b"]]
    post("empty", {})
    post("as it is", dict(form.values))
    for text in hostile.some(texts, turn, effort.whole):
        post(f"all = {text!r:.30}", dict.fromkeys(form.values, text))
    for number, name in enumerate(form.values):
        for text in hostile.some(texts, turn + number, effort.members):
            post(f"{name} = {text!r:.30}", {**form.values, name: text})
    for name in form.files:
        post(f"{name} is text", {**form.values, name: "text"})
        for upload in files():
            post(f"{name} is {upload.name:.20}", {**form.values, name: upload})


def _spoil_members(site: Site, endpoint: Endpoint, prober: Prober, world: World, turn: int, effort: Effort) -> None:
    shapes = hostile.Shapes(site.description)
    for method, operation in site.operations.get(addresses.template(endpoint.route), {}).items():
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            continue
        for path in addresses.known(endpoint.route, world.known, 4 if effort is ALL else 1):
            for why, body in shapes.spoilt(schema, turn, effort.whole, effort.members):
                # Every sign beyond ASCII is escaped, so that halves of signs get through.
                text = json.dumps(body).encode()
                prober.send(method.upper(), path, why, endpoint, data=text, content_type="application/json")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of expected refusals would drown the fault in the report."""
    for name in ("django.request", "django.security", "clusterkit"):
        caplog.set_level(logging.CRITICAL, logger=name)


@pytest.fixture
def world(db: None) -> World:
    """A row of everything."""
    return make_world()


@pytest.fixture(scope="module")
def site() -> Site:
    """The addresses of a cluster."""
    return Site(settings.ROOT_URLCONF)


# Who may little is refused early, whatever he sends: of his addresses every third is tried.
@pytest.mark.parametrize(
    ("actor", "effort", "every", "first"),
    [
        ("guest", LOOK, 3, 0),
        ("registered", LOOK, 3, 1),
        ("member", LOOK, 3, 2),
        ("coordinator", LOOK, 2, 0),
        ("coordinator", LOOK, 2, 1),
    ],
)
def test_bad_input_never_breaks_a_cluster(
    site: Site, world: World, client_for: Make, actor: str, effort: Effort, every: int, first: int
) -> None:
    prober = Prober(client_for(world.users[actor]), is_guest=actor == "guest")
    probe(site, prober, world, ALL if IS_THOROUGH else effort, shift=first, every=every, first=first)
    prober.verdict()


@pytest.mark.parametrize("actor", ["guest", "operator"])
def test_bad_input_never_breaks_the_public_host(world: World, client_for: Make, actor: str) -> None:
    with public_schema():
        prober = Prober(client_for(world.operator if actor == "operator" else None, host=PUBLIC), actor == "guest")
    probe(Site(settings.PUBLIC_SCHEMA_URLCONF), prober, world, ALL if IS_THOROUGH else ENOUGH)
    prober.verdict()
