"""``manage.py clusters``: words, JSON, plain errors."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from clusterkit.tenancy.models import Cluster

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = StringIO()
    call_command("clusters", *words, stdout=out)
    return out.getvalue()


def test_list_names_every_cluster(alpha: Cluster, beta: Cluster) -> None:
    found = json.loads(said("list", "--json"))
    assert found["ok"] is True
    assert [row["slug"] for row in found["clusters"]] == ["alpha", "beta"]
    assert "beta.testserver" in said("list", "--status", "active")
    assert "There is no cluster yet" in said("list", "--status", "archived")


def test_show_knows_tables_and_bytes(alpha: Cluster) -> None:
    facts = json.loads(said("show", "alpha.testserver", "--json"))
    assert facts["schema"] == alpha.schema_name
    assert facts["domains"] == ["alpha.testserver"]
    assert facts["tables"] > 40
    assert facts["bytes"] > 100_000


def test_an_unknown_cluster_is_one_line() -> None:
    with pytest.raises(CommandError, match="There is no cluster 'gamma'"):
        said("show", "gamma")
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("clusters", "show", "gamma", "--json", stdout=out)
    assert "gamma" in json.loads(out.getvalue())["error"]
