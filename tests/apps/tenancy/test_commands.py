"""Commands that run in one cluster, or in the platform's schema."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command, load_command_class

from clusterkit.tenancy.context import cluster_context, current_schema, leave, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def emails_dumped_in(name: str) -> str:
    out = StringIO()
    call_command("run_in", name, "dumpdata", "--format", "jsonl", get_user_model()._meta.label, stdout=out)
    return out.getvalue()


def test_a_command_runs_where_it_is_told_to_and_comes_back(alpha: Cluster, beta: Cluster) -> None:
    mine = UserFactory(email="canary@alpha.example.org")
    with cluster_context(beta):
        UserFactory(email="canary@beta.example.org", pk=mine.pk)
    assert "canary@beta.example.org" in emails_dumped_in("beta")
    assert "canary@alpha.example.org" not in emails_dumped_in("beta.testserver")
    assert emails_dumped_in("public") == ""
    assert current_schema() == alpha.schema_name


@pytest.mark.parametrize(("where", "command"), [("gamma", "check"), ("alpha", "no_such_command")])
def test_an_unknown_cluster_or_command_is_one_clear_line(alpha: Cluster, where: str, command: str) -> None:
    with pytest.raises(CommandError, match="There is no"):
        call_command("run_in", where, command)


def test_runserver_finds_the_migrations_of_the_platform(alpha: Cluster) -> None:
    command = load_command_class("clusterkit.tenancy", "runserver")
    command.stdout = StringIO()  # type: ignore[assignment]
    leave()
    command.check_migrations()
    assert command.stdout.getvalue() == ""
    with public_schema():
        assert current_schema() == "public"
