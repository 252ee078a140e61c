"""``clusters create, suspend, resume, archive, rename, add-domain, run`` as an operator types them."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from clusterkit.directory.models import Sector
from clusterkit.tenancy.context import cluster_context, current_schema, public_schema
from clusterkit.tenancy.models import Cluster

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = StringIO()
    call_command("clusters", *words, stdout=out)
    return out.getvalue()


def found(*words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(said(*words, "--json"))
    return answer


def failed(*words: str) -> dict[str, Any]:
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("clusters", *words, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def row(slug: str) -> Cluster:
    with public_schema():
        cluster: Cluster = Cluster.objects.get(slug=slug)
    return cluster


def test_create_takes_names_in_several_languages_and_a_blueprint() -> None:
    answer = found(
        "create", "glass", "--host", "Glass.Testserver", "--name", "ru=Стекло", "--name", "en=Glass",
        "--short-name", "Glass", "--blueprint", "industry", "--language", "ru", "--colour", "#1b5e20",
    )  # fmt: skip
    assert answer["ok"] is True
    assert (answer["host"], answer["url"]) == ("glass.testserver", "http://glass.testserver/")
    cluster = row("glass")
    assert (cluster.name, cluster.languages) == ({"ru": "Стекло", "en": "Glass"}, ["ru"])
    with cluster_context(cluster):
        assert Sector.objects.filter(code="chemistry").exists()


def test_create_says_in_one_line_what_is_wrong() -> None:
    arguments = ["create", "alpha", "--host", "new.testserver", "--name", "A"]
    with pytest.raises(CommandError, match="slug: "):
        said(*arguments)
    assert "slug" in failed(*arguments, "--json")["error"]
    with pytest.raises(CommandError, match="There is no blueprint 'x'"):
        said("create", "glass", "--host", "glass.testserver", "--name", "G", "--blueprint", "x")


def test_the_old_name_of_the_command_makes_the_same() -> None:
    call_command(
        "create_cluster", "glass", host="glass.testserver", name="Glass", blueprint="industry", stdout=StringIO()
    )
    with cluster_context(row("glass")):
        assert Sector.objects.filter(code="chemistry").exists()


def test_suspend_resume_archive_and_what_is_refused(alpha: Cluster) -> None:
    answer = found("suspend", "alpha", "--reason", "Repairs until Monday.")
    assert (answer["before"], answer["status"], answer["note"]) == ("active", "suspended", "Repairs until Monday.")
    assert "suspended" in said("list")
    with pytest.raises(CommandError, match="already"):
        said("suspend", "alpha")
    assert "alpha is archived" in said("archive", "alpha.testserver")
    with pytest.raises(CommandError, match="cannot become"):
        said("suspend", "alpha")
    assert found("resume", "alpha")["status"] == "active"
    assert failed("resume", "alpha", "--json")["ok"] is False
    with pytest.raises(CommandError, match="There is no cluster 'gamma'"):
        said("resume", "gamma")


def test_rename_and_add_domain(alpha: Cluster) -> None:
    with pytest.raises(CommandError, match="Say what changes"):
        said("rename", "alpha")
    with pytest.raises(CommandError, match="slug: "):
        said("rename", "alpha", "--slug", "beta")
    assert found("rename", "alpha", "--slug", "alef", "--name", "en=Alef")["name"] == {"en": "Alef"}
    assert row("alef").schema_name == alpha.schema_name
    assert "answers at alef.testserver too" in said("add-domain", "alef", "Alef.Testserver.", "--primary")
    assert found("show", "alef")["domains"] == ["alef.testserver", "alpha.testserver"]
    with pytest.raises(CommandError, match="domain"):
        said("add-domain", "alef", "beta.testserver")


def test_run_hands_the_commands_own_arguments_on(alpha: Cluster, beta: Cluster) -> None:
    with cluster_context(beta):
        Sector.objects.create(code="canary-beta", name="Beta")
    label = "clusterkit_directory.sector"
    every = json.loads(said("run", "--all", "--json", "dumpdata", label, "--format", "jsonl"))
    assert [(result["slug"], "canary-beta" in result["output"]) for result in every["results"]] == [
        ("alpha", False),
        ("beta", True),
    ]
    one = said("run", "dumpdata", "--cluster", "beta", label, "--", "--format", "jsonl")
    assert one.startswith("beta: done\n    ")
    assert "canary-beta" in one
    assert current_schema() == alpha.schema_name


@pytest.mark.django_db(transaction=True)
def test_one_that_fails_does_not_stop_the_rest(alpha: Cluster, beta: Cluster) -> None:
    with cluster_context(alpha), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session RENAME TO gone")
    answer = failed("run", "--all", "--json", "clearsessions")
    assert [(result["slug"], result["ok"]) for result in answer["results"]] == [("alpha", False), ("beta", True)]
    assert "django_session" in answer["results"][0]["error"]
    with cluster_context(alpha), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE gone RENAME TO django_session")


def test_run_leaves_out_what_is_half_or_in_removal(alpha: Cluster, beta: Cluster) -> None:
    with public_schema():
        Cluster.objects.filter(slug="alpha").update(status="deleting")
        Cluster.objects.filter(slug="beta").update(status="suspended")
    assert [result["slug"] for result in json.loads(said("run", "--all", "--json", "clearsessions"))["results"]] == [
        "beta"
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["run", "clearsessions"], "Say where"),
        (["run", "--all", "no_such_command"], "There is no command"),
        (["run", "--cluster", "gamma", "clearsessions"], "There is no cluster"),
    ],
)
def test_what_cannot_be_run_is_one_line(words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        said(*words)
