"""The operators' log: lines of commands and of the console are of one kind, and are read in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from clusterkit.access.viewer import operator_or_guest
from clusterkit.audit.wording import log_entries
from clusterkit.core.policies import SystemActor
from clusterkit.hosting import log
from clusterkit.hosting.actions import MIGRATE, REPAIR
from clusterkit.hosting.archives import back_up, clone, delete_cluster, restore
from clusterkit.hosting.models import MigrationRun
from clusterkit.jobs.worker import Worker
from clusterkit.registry import services
from clusterkit.registry.enums import RequestState
from clusterkit.registry.models import OpeningRequest, OperatorEntry
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import create_cluster
from clusterkit.testing.factories.registry import OpeningRequestFactory, OperatorFactory
from clusterkit.testing.plugin import stamp_session

Make = Callable[..., Client]


@pytest.fixture(autouse=True)
def _in_public(alpha: Cluster) -> Iterator[None]:
    with public_schema():
        yield


@pytest.fixture
def console(client_for: Make) -> Client:
    client = client_for(host="testserver.public")
    client.force_login(OperatorFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    stamp_session(client)
    return client


def clusters(*words: str) -> None:
    call_command("clusters", *words, stdout=StringIO(), stderr=StringIO())


def words_of(row: OperatorEntry) -> tuple[str, dict[str, tuple[str, str]]]:
    """The kind of thing, and the values before and after, as the page says them."""
    [entry] = log_entries([row], operator_or_guest(OperatorFactory()))
    return entry.kind, {change.name: (change.before, change.after) for change in entry.changes}


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


@pytest.mark.django_db
def test_console_and_command_write_the_same_line(console: Client) -> None:
    console.post("/console/clusters/alpha/suspend/", {"reason": "Until Monday"})
    console.post("/console/clusters/alpha/resume/", {"reason": "Monday"})
    console.post("/console/clusters/alpha/hosts/add/", {"host": "a.testserver"})
    clusters("suspend", "alpha", "--reason", "Until Monday")
    clusters("resume", "alpha", "--reason", "Monday")
    clusters("add-domain", "alpha", "b.testserver")
    kept = ("action", "target_label", "target_pk", "target_text", "before", "after", "reason")
    rows = list(OperatorEntry.objects.order_by("pk").values_list(*kept))
    assert len(rows) == 6
    assert rows[:2] == rows[3:5]
    assert rows[2][:5] == rows[5][:5]
    assert [row[5] for row in rows[2::3]] == [
        {"domain": "a.testserver", "primary": False},
        {"domain": "b.testserver", "primary": False},
    ]
    who = OperatorEntry.objects.order_by("pk").values_list("actor_name", "actor_pk")
    assert [bool(pk) for _name, pk in who] == [True] * 3 + [False] * 3
    assert [name for name, _pk in who][3:] == [
        f"manage.py clusters {word}" for word in ("suspend", "resume", "add-domain")
    ]


@pytest.mark.django_db
def test_the_console_shows_what_commands_did_in_words(console: Client) -> None:
    clusters("create", "glass", "--host", "glass.testserver", "--name", "Glass works")
    clusters("rename", "glass", "--slug", "vitro", "--name", "en=Vitro works")
    clusters("archive", "vitro", "--reason", "Kept for reading")
    for page in (console.get("/console/log/"), console.get("/console/clusters/vitro/")):
        text = text_of(page)
        for words in (
            "manage.py clusters create",
            "Create a cluster",
            "Short address: glass → vitro",
            "Archive a cluster",
            "Status: open → archived",
            "Reason: Kept for reading",
        ):
            assert words in text
        assert "hosting." not in text
    found = console.get("/console/log/?action=hosting.rename&person=clusters+rename")
    assert [entry.row.action for entry in found.context["entries"]] == ["hosting.rename"]


@pytest.mark.django_db
def test_approval_is_told_once_with_the_cluster_and_once_with_the_request(console: Client) -> None:
    request = OpeningRequestFactory(state=RequestState.CONFIRMED, email="a@example.org")
    names = {"name_en": "Wood", "short_name_en": "Wood", "slug": "wood", "host": "wood.testserver"}
    sent = {**names, "blueprint": "industry", "version": request.version}
    assert console.post(f"/console/requests/{request.pk}/approve/", sent).status_code == 302
    rows = OperatorEntry.objects.order_by("pk")
    assert [row.action for row in rows] == ["hosting.create", "registry.approve"]
    assert len({(row.actor_pk, row.actor_name) for row in rows}) == 1
    assert words_of(rows[0]) == (
        "Cluster",
        {
            "Short address": ("", "wood"),
            "Status": ("", "open"),
            "Host name": ("", "wood.testserver"),
            "Begins with": ("", "industry"),
        },
    )


@pytest.mark.django_db(transaction=True)
def test_a_removed_cluster_is_still_named(console: Client, settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 0.0, "DRAIN_SECONDS": 0.0}
    one = create_cluster(slug="one", host="one.testserver", name="The first one")
    clusters("delete", "one", "--yes-delete", "one", "--reason", "It was a trial.", "--quiet")
    assert not Cluster.objects.filter(slug="one").exists()
    row = OperatorEntry.objects.get(action="hosting.delete")
    assert (row.actor_name, row.target_text, row.target_pk) == (
        "manage.py clusters delete",
        "The first one",
        str(one.pk),
    )
    assert words_of(row) == ("Cluster", {"Short address": ("one", ""), "Status": ("open", "being removed")})
    text = text_of(console.get("/console/log/"))
    assert "Remove a cluster for good" in text
    assert "Short address: one" in text
    assert "It was a trial." in text


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_archives_copies_and_removal_by_a_program_are_said_in_words(
    settings: Any, tmp_path: Path, alpha: Cluster
) -> None:
    settings.CLUSTERKIT = {
        **settings.CLUSTERKIT, "HOST_CACHE_POLL": 0.0, "DRAIN_SECONDS": 0.0, "FILES_ROOT": str(tmp_path)
    }  # fmt: skip
    archive = tmp_path / "alpha.tar"
    copy = clone(cluster=alpha, slug="copy", host="copy.testserver")
    back_up(cluster=copy, target=archive)
    restore(path=archive, replace=True)
    delete_cluster(cluster=copy)
    rows = OperatorEntry.objects.order_by("pk")
    assert {row.actor_name for row in rows} == {"system"}
    cloned, backed, replaced, _removed = [words_of(row)[1] for row in rows]
    assert cloned["Copied from"] == ("", "alpha")
    assert backed["Archive file"] == ("", str(archive))
    assert set(backed) == {"Archive file", "Rows", "Files"}
    assert set(replaced) == {"Takes the place of what was there", "Archive file", "Archive made"}


@pytest.mark.django_db
def test_migrations_and_repairs_are_said_in_words() -> None:
    actor = SystemActor("manage.py clusters repair")
    run = MigrationRun.objects.create(where="one:1")
    counts = {"cluster": "alpha", "platform": 2, "migrated": 3, "failed": 1}
    log.write(actor=actor, action=MIGRATE, target=run, after=counts)
    done = {"finished": ["one", "two"], "removed": ["c_half"], "spares_made": 2, "spares_removed": 1}
    log.write(actor=actor, action=REPAIR, target=Cluster(), after=done)
    migrated, repaired = OperatorEntry.objects.order_by("pk")
    assert words_of(migrated) == (
        "Run of migrations",
        {
            "Only the cluster": ("", "alpha"),
            "Migrations of the platform’s own tables": ("", "2"),
            "Clusters migrated": ("", "3"),
            "Clusters that failed": ("", "1"),
        },
    )
    assert words_of(repaired)[1] == {
        "Removal finished": ("", "one, two"),
        "Removed": ("", "c_half"),
        "Spare schemas made": ("", "2"),
        "Spare schemas removed": ("", "1"),
    }
    assert (repaired.target_pk, repaired.target_text) == ("", "")


@pytest.mark.django_db
def test_the_worker_lets_requests_expire_that_nobody_looks_at() -> None:
    old, fresh = OpeningRequestFactory(), OpeningRequestFactory()
    OpeningRequest.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    Worker().go_round()
    old.refresh_from_db()
    assert (old.state, old.person, old.email, old.message) == (RequestState.EXPIRED, "", "", "")
    assert OpeningRequest.objects.get(pk=fresh.pk).state == RequestState.NEW
    (line,) = OperatorEntry.objects.filter(action="registry.expire")
    assert (line.actor_name, line.target_pk) == ("system", str(old.pk))
    Worker().go_round()
    assert services.expire_requests() == 0
    assert OperatorEntry.objects.filter(action="registry.expire").count() == 1
