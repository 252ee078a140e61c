"""Every sub-command that changes something leaves one line in the operators' log; one that fails leaves none."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.utils import ProgrammingError

from clusterkit.core import ports
from clusterkit.core.policies import OPERATOR, actions
from clusterkit.core.ports import AuditEntry
from clusterkit.hosting.commands import COMMANDS
from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.hooks import ClusterRemoval, cluster_copied, cluster_removal
from clusterkit.hosting.models import MigrationRun
from clusterkit.tenancy.context import current_schema, public_schema
from clusterkit.tenancy.models import Cluster
from tests.apps.hosting.archiving import filled, sql
from tests.apps.hosting.migrating import ADD_FIELD, NEW_MODEL, growing, made

READING = {"list", "show", "doctor", "run", "worker"}
"""Words that change nothing themselves; what ``run`` calls writes its own lines, in the clusters."""
WITH_WORDS_OF_ITS_OWN = {"jobs"}
"""Its lines are ``jobs.resend`` and ``jobs.discard``; its own tests look at them."""
ORPHAN = "c_orphan_0123abcd"


@pytest.fixture
def lines() -> Iterator[list[AuditEntry]]:
    """What is written to the platform's log, with the schema that the connection stands in then."""
    written: list[AuditEntry] = []

    def write(entry: AuditEntry) -> None:
        assert current_schema() == "public"
        written.append(entry)

    with ports.platform_audit.muted():
        ports.platform_audit.fill(write)
        yield written


def clusters(*words: str) -> None:
    call_command("clusters", *words, stdout=StringIO(), stderr=StringIO())


def told(entry: AuditEntry) -> tuple[str, str, dict[str, Any], dict[str, Any], str]:
    return (entry.actor.display_name, entry.action, dict(entry.before), dict(entry.after), entry.reason)


@pytest.mark.django_db
def test_creating_closing_opening_renaming_and_a_host_name(lines: list[AuditEntry]) -> None:
    clusters("create", "glass", "--host", "Glass.Testserver", "--name", "en=Glass", "--blueprint", "industry")
    clusters("suspend", "glass", "--reason", "Repairs.")
    clusters("resume", "glass", "--reason", "Repaired.")
    clusters("archive", "glass")
    clusters("rename", "glass", "--slug", "vitro", "--name", "en=Vitro")
    clusters("add-domain", "vitro", "Vitro.Testserver", "--primary")
    who = "manage.py clusters"
    created = {"slug": "glass", "status": "active", "domain": "glass.testserver", "blueprint": "industry"}
    names = [{"slug": slug, "name": {"en": slug.title()}, "short_name": {"en": "Glass"}} for slug in ("glass", "vitro")]
    assert [told(line) for line in lines] == [
        (f"{who} create", "hosting.create", {}, created, ""),
        (f"{who} suspend", "hosting.suspend", {"status": "active"}, {"status": "suspended"}, "Repairs."),
        (f"{who} resume", "hosting.resume", {"status": "suspended"}, {"status": "active"}, "Repaired."),
        (f"{who} archive", "hosting.archive", {"status": "active"}, {"status": "archived"}, ""),
        (f"{who} rename", "hosting.rename", *names, ""),
        (f"{who} add-domain", "hosting.add_domain", {}, {"domain": "vitro.testserver", "primary": True}, ""),
    ]
    with public_schema():
        assert {line.target for line in lines} == {Cluster.objects.get(slug="vitro")}
    assert all(line.actor.is_system for line in lines)


@pytest.mark.django_db
def test_the_old_name_of_create_is_named(lines: list[AuditEntry]) -> None:
    call_command("create_cluster", "glass", host="glass.testserver", name="Glass", stdout=StringIO())
    assert [(line.actor.display_name, line.action) for line in lines] == [
        ("manage.py create_cluster", "hosting.create")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        ["create", "alpha", "--host", "new.testserver", "--name", "A"],
        ["create", "glass", "--host", "glass.testserver", "--name", "G", "--blueprint", "x"],
        ["suspend", "gamma"],
        ["resume", "alpha"],
        ["suspend", "alpha", "--reason", "n" * 2001],
        ["rename", "alpha", "--slug", "beta"],
        ["rename", "alpha"],
        ["add-domain", "alpha", "beta.testserver"],
        ["backup", "alpha", "--output", "/nonexistent/alpha.tar"],
        ["restore", "/nonexistent.tar"],
        ["clone", "alpha", "beta", "--host", "copy.testserver"],
        ["delete", "alpha", "--yes-delete", "beta"],
        ["migrate", "--cluster", "gamma"],
    ],
    ids=lambda words: "-".join(words)[:40],
)
def test_what_is_refused_leaves_no_line(lines: list[AuditEntry], words: list[str]) -> None:
    with pytest.raises(CommandError):
        clusters(*words)
    assert lines == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", [["list"], ["show", "alpha"], ["repair", "--dry-run"], ["migrate", "--plan"], ["migrate"]], ids=" ".join
)
def test_a_look_and_a_run_without_work_leave_no_line(lines: list[AuditEntry], words: list[str]) -> None:
    clusters(*words)
    assert lines == []


def test_a_line_that_cannot_be_written_undoes_the_work(alpha: Cluster, db: None) -> None:
    def refuse(entry: AuditEntry) -> None:
        raise HostingError("the log is full")

    with ports.platform_audit.muted():
        ports.platform_audit.fill(refuse)
        for words in (["suspend", "alpha"], ["create", "glass", "--host", "glass.testserver", "--name", "G"]):
            with pytest.raises(CommandError, match="the log is full"):
                clusters(*words)
    with public_schema():
        assert list(Cluster.objects.order_by("slug").values_list("slug", "status")) == [
            ("alpha", "active"),
            ("beta", "active"),
        ]


@pytest.mark.django_db(transaction=True)
def test_archives_copies_and_removal(lines: list[AuditEntry], swift: Path, tmp_path: Path) -> None:
    archive = str(tmp_path / "one.tar")
    filled("one")
    clusters("backup", "one", "--output", archive)
    clusters("clone", "one", "two", "--host", "Two.testserver")
    clusters("restore", archive, "--check")
    clusters("restore", archive, "--as", "three", "--host", "three.testserver")
    clusters("suspend", "one")
    clusters("restore", archive, "--replace")
    clusters("delete", "one", "--yes-delete", "one", "--reason", "It was a trial.")
    backed, cloned, restored, _suspended, replaced, removed = map(told, lines)
    assert backed[:3] == ("manage.py clusters backup", "hosting.back_up", {})
    assert backed[3]["archive"] == archive
    assert (backed[3]["rows"] > 50, backed[3]["files"]) == (True, 2)
    new = {"slug": "two", "status": "active", "domain": "two.testserver", "copied_from": "one"}
    assert cloned == ("manage.py clusters clone", "hosting.clone", {}, new, "")
    made = restored[3].pop("archive_made")
    new = {"slug": "three", "status": "active", "domain": "three.testserver", "archive": archive}
    assert restored == ("manage.py clusters restore", "hosting.restore", {}, new, "")
    assert replaced[3] == {"replaced": True, "archive": archive, "archive_made": made}
    assert removed == (
        "manage.py clusters delete",
        "hosting.delete",
        {"slug": "one", "status": "suspended"},
        {"status": "deleting"},
        "It was a trial.",
    )
    assert str(lines[-1].target) == "Cluster one"


@pytest.mark.django_db(transaction=True)
def test_what_a_failed_command_had_done_is_written_down_and_nothing_else(
    lines: list[AuditEntry], swift: Path, tmp_path: Path
) -> None:
    def fail(payload: object) -> None:
        raise HostingError("the search index is away")

    archive = str(tmp_path / "one.tar")
    filled("one")
    clusters("backup", "one", "--output", archive)
    with cluster_copied.override(fail), pytest.raises(CommandError, match="index is away"):
        clusters("restore", archive, "--replace")
    assert [line.action for line in lines] == ["hosting.back_up"]
    with cluster_removal.override(fail), pytest.raises(CommandError, match="index is away"):
        clusters("delete", "one", "--yes-delete", "one")
    # Its site is shut by now, and repair will remove it.
    assert [line.action for line in lines] == ["hosting.back_up", "hosting.delete"]
    clusters("repair")
    assert told(lines[-1])[1:4] == ("hosting.repair", {}, {"finished": ["one"]})


@pytest.mark.django_db(transaction=True)
def test_repair_says_what_it_removed_and_made(lines: list[AuditEntry], settings: Any) -> None:
    clusters("repair")
    lines.clear()
    sql("public", f"CREATE SCHEMA {ORPHAN}")
    for spares in (2, 0, 0):
        settings.CLUSTERKIT = {**settings.CLUSTERKIT, "SPARE_SCHEMAS": spares}
        clusters("repair")
    assert [told(line)[:4] for line in lines] == [
        ("manage.py clusters repair", "hosting.repair", {}, {"removed": [ORPHAN], "spares_made": 2}),
        ("manage.py clusters repair", "hosting.repair", {}, {"spares_removed": 2}),
    ]


@pytest.mark.django_db(transaction=True)
def test_what_repair_had_done_before_it_broke_off_is_written_down(
    lines: list[AuditEntry], swift: Path, beta: Cluster
) -> None:
    clusters("repair")
    lines.clear()
    filled("one", files=0)
    with public_schema():
        Cluster.objects.filter(slug="one").update(status="deleting")

    def fail(payload: ClusterRemoval) -> None:
        if payload.cluster.slug == "two":
            raise HostingError("the search index is away")

    filled("two", files=0)
    with public_schema():
        Cluster.objects.filter(slug="two").update(status="deleting")
    with cluster_removal.override(fail), pytest.raises(CommandError, match="index is away"):
        clusters("repair")
    assert [told(line)[3] for line in lines] == [{"finished": ["one"]}]


@pytest.mark.django_db(transaction=True)
def test_a_run_of_migrations_is_one_line_with_counts(lines: list[AuditEntry], tmp_path: Path) -> None:
    with growing(tmp_path) as grown:
        broken = made(3)[1]
        sql(broken.schema_name, "ALTER TABLE clusterkit_directory_sector ADD COLUMN weight integer")
        grown.add(ADD_FIELD)
        with pytest.raises(SystemExit):
            clusters("migrate")
        sql(broken.schema_name, "ALTER TABLE clusterkit_directory_sector DROP COLUMN weight")
        clusters("migrate", "--cluster", broken.slug)
        clusters("migrate")
    assert [told(line)[:4] for line in lines] == [
        ("manage.py clusters migrate", "hosting.migrate", {}, {"platform": 1, "migrated": 2, "failed": 1}),
        ("manage.py clusters migrate", "hosting.migrate", {}, {"cluster": "m01", "migrated": 1, "failed": 0}),
    ]
    assert all(isinstance(line.target, MigrationRun) for line in lines)


@pytest.mark.django_db(transaction=True)
def test_where_only_the_platform_was_migrated_that_is_the_line(lines: list[AuditEntry], tmp_path: Path) -> None:
    with growing(tmp_path) as grown:
        # The clusters of all tests are hidden from it.
        made(1)
        grown.add(ADD_FIELD)
        clusters("migrate", "--skip-public")
        lines.clear()
        clusters("migrate")
    assert [told(line)[3] for line in lines] == [{"platform": 1}]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_log_that_is_not_there_yet_keeps_no_cluster_from_migrating(tmp_path: Path) -> None:
    def missing(entry: AuditEntry) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO no_such_log VALUES (1)")

    with growing(tmp_path) as grown, ports.platform_audit.muted():
        ports.platform_audit.fill(missing)
        made(1)
        grown.add(ADD_FIELD)
        out = StringIO()
        call_command("clusters", "migrate", "--skip-public", stdout=out)
        assert "No line in the operators' log" in out.getvalue()
        assert "1 of 1 cluster migrated." in out.getvalue()
        # Where the platform is up to date it is no such case.
        grown.add(NEW_MODEL)
        call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        with pytest.raises(ProgrammingError):
            call_command("clusters", "migrate", stdout=out)


def test_no_word_is_forgotten() -> None:
    """Whoever adds a word says what it writes, or that it only reads."""
    written = {"create", "suspend", "resume", "archive", "rename", "add-domain"}
    written |= {"backup", "restore", "clone", "delete", "repair", "migrate"}
    assert set(COMMANDS) == written | READING | WITH_WORDS_OF_ITS_OWN
    labels = [action for action in actions if action.code.startswith("hosting.")]
    assert len(labels) == len(written)
    assert {action.tier for action in labels} == {OPERATOR}
