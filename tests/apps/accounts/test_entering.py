"""People and operators that a command enters."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.entering import PASSWORD_VARIABLE, enter_person
from clusterkit.core.exceptions import NotPermitted
from clusterkit.core.policies import COORDINATOR
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough secret"


def count_in(cluster: Cluster) -> int:
    with cluster_context(cluster):
        return int(get_user_model()._default_manager.count())


def test_the_first_coordinator_can_sign_in_at_once(
    alpha: Cluster, beta: Cluster, client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    out = StringIO()
    call_command("create_person", "alpha", "Anna@example.org", "--name", "Anna", "--tier", "coordinator", stdout=out)
    assert "http://alpha.testserver/accounts/login/" in out.getvalue()
    client = client_for()
    answer = client.post("/accounts/login/", {"login": "anna@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    user = get_user_model()._default_manager.get()
    assert viewer_of(user).tier == COORDINATOR
    assert count_in(beta) == 0


def test_without_a_password_a_reset_link_is_the_way_in(alpha: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin", StringIO())
    out = StringIO()
    call_command("create_person", "alpha", "anna@example.org", stdout=out)
    assert "/accounts/password/reset/" in out.getvalue()
    assert not get_user_model()._default_manager.get().has_usable_password()


def test_an_unknown_tier_leaves_nobody_behind(alpha: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    with pytest.raises(CommandError, match="no such tier"):
        call_command("create_person", "alpha", "anna@example.org", "--tier", "emperor")
    assert count_in(alpha) == 0


@pytest.mark.parametrize("email", ["taken@example.org", "TAKEN@example.org", "no address"])
def test_a_bad_or_taken_address_is_refused_in_one_line(
    alpha: Cluster, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    UserFactory(email="taken@example.org")
    with pytest.raises(CommandError, match="Nobody was entered") as caught:
        call_command("create_person", "alpha", email)
    assert "\n" not in str(caught.value)
    assert count_in(alpha) == 1


def test_an_operator_stands_in_public_only(alpha: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    call_command("create_operator", "op@example.org", stdout=StringIO())
    assert count_in(alpha) == 0
    with public_schema():
        operator = authenticate(None, email="op@example.org", password=PASSWORD)
        assert operator is not None
        assert operator.is_superuser


def test_an_operator_needs_a_password(alpha: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match=PASSWORD_VARIABLE):
        call_command("create_operator", "op@example.org")


def test_others_enter_nobody(alpha: Cluster) -> None:
    with pytest.raises(NotPermitted):
        enter_person(email="anna@example.org", password=None, actor=viewer_of(UserFactory()))
