"""From which address somebody acted: a header is believed only where the host says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from knox.models import AuthToken
from pytest_django import Settings

from clusterkit.audit.models import AuditRow
from clusterkit.core.web.addresses import client_address
from clusterkit.testing.factories.accounts import CoordinatorFactory

Make = Callable[..., Client]


@pytest.mark.parametrize(
    ("proxies", "passed_on", "found"),
    [
        (0, "198.51.100.1", "192.0.2.7"),
        (0, None, "192.0.2.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.66, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.66, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "192.0.2.7"),
        (1, None, "192.0.2.7"),
        (1, "somebody", "192.0.2.7"),
        (1, "198.51.100.1:4711", "198.51.100.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_only_proxies_of_ones_own_are_believed(
    proxies: int, passed_on: str | None, found: str, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers: dict[str, Any] = {"X-Forwarded-For": passed_on} if passed_on is not None else {}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", headers=headers)
    assert client_address(request) == found


def test_a_header_of_the_web_server(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
    make = RequestFactory()
    assert client_address(make.get("/", headers={"X-Real-IP": "198.51.100.1"})) == "198.51.100.1"
    assert client_address(make.get("/", REMOTE_ADDR="192.0.2.7")) == "192.0.2.7"
    assert client_address(make.get("/", REMOTE_ADDR="")) is None


@pytest.mark.django_db
def test_the_log_names_the_address_behind_the_proxy(client_for: Make, settings: Settings) -> None:
    client = client_for(CoordinatorFactory())
    headers = {"X-Forwarded-For": "203.0.113.66, 198.51.100.1"}
    for proxies, address in ((0, "127.0.0.1"), (1, "198.51.100.1")):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        assert client.get("/audit/export/", headers=headers).status_code == 200
        newest = AuditRow.objects.first()
        assert newest is not None
        assert newest.address == address


@pytest.mark.django_db
def test_a_program_with_a_token_has_an_address_too(client_for: Make) -> None:
    _token, secret = AuthToken.objects.create(user=CoordinatorFactory())
    answer = client_for().get("/api/v1/audit/export/", headers={"Authorization": f"Token {secret}"})
    assert answer.status_code == 200
    newest = AuditRow.objects.first()
    assert newest is not None
    assert (newest.action, newest.address) == ("audit.export", "127.0.0.1")
