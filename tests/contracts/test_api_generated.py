"""The exchange's API under requests generated from its own description: no 5xx, and every answer is as described."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis.errors import Unsatisfiable
from requests import Request
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import checks

from clusterkit.tenancy.context import tenant_connection
from tests.contracts.world import KEYS, World, make_world

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.skipif(not apps.is_installed("clusterkit.ideas"), reason="There is no exchange here"),
]
CASES = int(os.environ.get("CLUSTERKIT_API_CASES", "1000"))
"""So many requests as each of the three: ``CLUSTERKIT_API_CASES=5000`` tries more, which takes a quarter of an hour."""
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
Make = Callable[..., Client]


def description() -> dict[str, Any]:
    """The description of the cluster's API, of the exchange's part only."""
    from clusterkit.ideas.api.urls import router

    generator = SchemaGenerator(urlconf=settings.ROOT_URLCONF)  # type: ignore[no-untyped-call]
    whole: dict[str, Any] = dict(generator.get_schema(request=None, public=True))  # type: ignore[no-untyped-call]
    own = tuple(f"/api/v1/{prefix}/" for prefix, _viewset, _name in router.registry)
    whole["paths"] = {path: item for path, item in whole["paths"].items() if path.startswith(own)}
    assert whole["paths"], "The exchange has no API"
    # Keys that lead somewhere: drawn ones would find nothing but 404.
    for item in whole["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path" and parameter["schema"].get("type") == "integer":
                    parameter["schema"] = {"type": "integer", "enum": [*KEYS, 799_999]}
    return whole


def send(client: Client, case: Case[Any]) -> Response:
    """One request, rolled back."""
    kwargs = case.as_transport_kwargs(base_url="http://testserver")
    prepared = Request(**{name: value for name, value in kwargs.items() if name in _PARTS}).prepare()
    headers = {name: str(value) for name, value in prepared.headers.items() if name.lower() not in _OURS}
    body = prepared.body or b""
    connection = tenant_connection()
    try:
        with transaction.atomic():
            answer: Any = client.generic(
                prepared.method or "GET",
                prepared.path_url,
                body.encode() if isinstance(body, str) else body,
                content_type=str(prepared.headers.get("Content-Type", "application/octet-stream")),
                headers=headers,
            )
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
    finally:
        connection.search_path_set_schemas = None  # the path of the search was rolled back too
    named = {name.lower(): [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, named, content, prepared, 0.01, verify=True)


_PARTS = frozenset({"method", "url", "headers", "params", "json", "data", "files", "cookies"})
_OURS = frozenset({"host", "content-length", "content-type", "cookie", "authorization"})


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of expected refusals would drown the fault in the report."""
    for name in ("django.request", "django.security", "clusterkit"):
        caplog.set_level(logging.CRITICAL, logger=name)


@pytest.mark.parametrize("actor", ["guest", "registered", "member"])
def test_generated_requests_are_answered_as_described(client_for: Make, actor: str) -> None:
    world: World = make_world()
    client = client_for(world.users[actor])
    client.raise_request_exception = False
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    schema = schemathesis.openapi.from_dict(description())
    operations: list[Any] = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]
    share = max(2, -(-CASES // (len(operations) * 2)))
    seen: Counter[int] = Counter()
    faults: dict[str, str] = {}
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @given(case=operation.as_strategy(generation_mode=mode))
            @effort(
                max_examples=share,
                database=None,
                deadline=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def probe(case: Case[Any]) -> None:
                client.cookies.clear()
                for name, value in cookies.items():
                    client.cookies[name] = value
                answer = send(client, case)
                seen[answer.status_code] += 1
                try:
                    assert answer.status_code < 500, f"answers {answer.status_code}"
                    case.validate_response(answer, checks=CHECKS)
                except (AssertionError, Failure, FailureGroup) as fault:
                    what = " ".join(str(fault).split())
                    faults.setdefault(
                        f"{case.method} {case.path} {what.partition('[')[0][:300]}",
                        f"{what[:600]}\n    {case.as_curl_command()}",
                    )

            try:
                probe()
            except Unsatisfiable:
                continue  # a call without any input has no wrong input
    print(f"{actor}: {sum(seen.values())} cases, {dict(seen)}")
    lines = [f"{fault}\n    by {case}" for fault, case in faults.items()]
    assert not lines, f"{len(lines)} faults:\n" + "\n".join(lines[:40])
    assert sum(seen.values()) >= CASES
