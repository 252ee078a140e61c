"""What the API refuses before any serializer looks, and problems that are JSON on every view."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.serializers import ValidationError as FieldError

from clusterkit.core.api.fields import Moment
from clusterkit.core.api.parsers import JSONParser, refuse_unkeepable

Make = Callable[..., Client]


def read(text: str) -> Any:
    return JSONParser().parse(io.BytesIO(text.encode()))


@pytest.mark.parametrize(
    "value", ["a\x00", "\ud800", ["ok", "\x00"], {"inner": ["\udfff"]}, {"\x00": 1}, [[[{"deep": {"\x00": []}}]]]]
)
def test_a_member_that_no_database_keeps_is_named(value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        read(json.dumps({"title": value, "summary": "fine"}))
    assert set(refused.value.detail) == {"title"}


@pytest.mark.parametrize("document", ["\x00", ["\ud800"], {"\x00": 1}])
def test_a_document_without_a_nameable_member_is_refused_whole(document: Any) -> None:
    with pytest.raises(ValidationError):
        refuse_unkeepable(document)


@pytest.mark.parametrize("document", [None, 1, "Нафтан 🦄", [1, None, "a"], {"a": {"b": [b"\x00", True]}}, {}])
def test_everything_else_passes(document: Any) -> None:
    refuse_unkeepable(document)


def test_endless_nesting_is_not_json() -> None:
    with pytest.raises(ParseError):
        read("[" * 100_000)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00"])
def test_a_moment_beyond_the_calendar_is_a_wrong_value(text: str) -> None:
    with pytest.raises(FieldError):
        Moment().run_validation(text)


def test_a_moment_within_it_is_read() -> None:
    assert Moment().run_validation("2026-05-17T10:00:00Z").year == 2026


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/v1/docs/"), ("OPTIONS", "/api/v1/docs/"), ("POST", "/api/v1/schema/")]
)
def test_problems_are_json_on_views_that_answer_in_another_format(client_for: Make, method: str, path: str) -> None:
    answer = client_for().generic(method, path, b"{}", content_type="application/json")
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.django_db
def test_a_query_that_names_a_format_changes_nothing(client_for: Make) -> None:
    assert client_for().get("/api/v1/organisations/?format=nonsense").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_forms_are_held_to_the_same(client_for: Make, kind: str) -> None:
    from clusterkit.testing.factories.accounts import UserFactory

    body = b"name=a%00b"
    if kind.startswith("multipart"):
        body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\na\x00b\r\n--x--\r\n'
    answer = client_for(UserFactory()).generic("PATCH", "/api/v1/me/", body, content_type=kind)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"name"}
