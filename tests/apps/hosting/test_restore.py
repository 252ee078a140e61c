"""``clusters restore``: a cluster comes back as it was, while the others serve."""

from __future__ import annotations

import json
import re
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from clusterkit.hosting.archives import back_up, clone, delete_cluster, restore
from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.repair import repair
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.services import update_cluster
from clusterkit.testing.factories.files import StoredFileFactory
from tests.apps.hosting.archiving import checksums, filled, folder_of, fresh, killed, schemas, sql
from tests.apps.hosting.migrating import ADD_FIELD, growing
from tests.apps.tenancy.dumps import schema_dump

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("swift")]
CLUSTERS = 20


def damage(cluster: Cluster) -> None:
    """Rows changed, lost and added, a table and a column gone, a file changed, lost and added."""
    sql(cluster.schema_name, "UPDATE clusterkit_directory_organisation SET name = '{}'")
    sql(cluster.schema_name, "DELETE FROM clusterkit_files_storedfile WHERE name = '0.pdf'")
    sql(cluster.schema_name, "DROP TABLE clusterkit_access_rule")
    sql(cluster.schema_name, "ALTER TABLE clusterkit_accounts_profile DROP COLUMN phone")
    first, second = sorted(path for path in folder_of(cluster).rglob("*") if path.is_file())
    first.write_bytes(b"damaged")
    second.unlink()
    with cluster_context(cluster):
        StoredFileFactory(content=b"%PDF-1.7 added %%EOF", name="added.pdf")


def respelled(dump: str) -> str:
    """PostgreSQL spells ``x IN ('a', 'b')`` of a constraint in another way once it has read its own spelling."""
    return re.sub(
        r"ANY \(\(ARRAY\[(.*?)\]\)::text\[\]\)",
        lambda found: "ANY (ARRAY[" + ", ".join(f"({item})::text" for item in found[1].split(", ")) + "])",
        dump,
    )


@pytest.mark.long
def test_one_of_twenty_is_restored_and_the_others_are_untouched(tmp_path: Path) -> None:
    clusters = [filled(f"n{number:02}", files=2 if number < 3 else 0) for number in range(CLUSTERS)]
    one, others = clusters[1], clusters[:1] + clusters[2:]
    text = f"COPY {one.schema_name}.t FROM stdin; '{one.schema_name}.t'::regclass"
    sql(one.schema_name, f"UPDATE {one.schema_name}.clusterkit_accounts_profile SET about = $${text}$$")
    update_cluster(cluster=one, tagline={"en": "As it was"})
    before, shape = checksums(one), schema_dump(one.schema_name)
    unchanged = [checksums(cluster) for cluster in others]
    back_up(cluster=one, target=tmp_path / "one.tar")
    damage(one)
    update_cluster(cluster=one, tagline={"en": "Damaged"})
    assert checksums(one) != before
    call_command("clusters", "restore", str(tmp_path / "one.tar"), "--replace", "--quiet")
    restored = fresh("n01")
    assert restored.pk == one.pk
    assert restored.schema_name != one.schema_name
    assert checksums(restored) == before
    assert respelled(schema_dump(restored.schema_name)) == respelled(shape)
    profiles = sql(restored.schema_name, "SELECT about FROM clusterkit_accounts_profile")
    assert all(about == text for (about,) in profiles)
    assert str(restored.tagline) == "As it was"
    assert [checksums(fresh(cluster.slug)) for cluster in others] == unchanged
    assert one.schema_name not in schemas()
    assert not folder_of(one).exists()
    assert repair() == []


def test_under_another_name_beside_the_first(tmp_path: Path, client_for: Any, capsys: Any) -> None:
    one = filled("one")
    before = checksums(one)
    back_up(cluster=one, target=tmp_path / "one.tar")
    arguments = ("--as", "two", "--host", "Two.TestServer.", "--json")
    call_command("clusters", "restore", str(tmp_path / "one.tar"), *arguments)
    assert json.loads(capsys.readouterr().out)["url"] == "http://two.testserver/"
    two = fresh("two")
    assert checksums(two) == before == checksums(one)
    assert two.schema_name != one.schema_name
    assert client_for(host="two.testserver").get("/").status_code == 200
    with cluster_context(two):
        StoredFileFactory(name="more.pdf")
    assert checksums(one) == before


def test_after_its_removal_with_its_own_hosts_and_status(tmp_path: Path) -> None:
    one = filled("one")
    before = checksums(one)
    with public_schema():
        Cluster.objects.filter(pk=one.pk).update(status=ClusterStatus.SUSPENDED)
    back_up(cluster=one, target=tmp_path / "one.tar")
    delete_cluster(cluster=one)
    again = restore(path=tmp_path / "one.tar")
    assert checksums(again) == before
    assert (again.slug, again.primary_domain, again.status) == ("one", "one.testserver", ClusterStatus.SUSPENDED)


def test_others_serve_meanwhile_and_so_does_the_replaced_one(tmp_path: Path, client_for: Any, settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "DRAIN_SECONDS": 0.6}
    one = filled("one")
    back_up(cluster=one, target=tmp_path / "one.tar")
    hosts = ("alpha.testserver", "one.testserver")
    for host in hosts:
        assert client_for(host=host).get("/").status_code == 200
    answers: dict[str, list[int]] = {host: [] for host in hosts}
    stop = Event()

    def read() -> None:
        while not stop.is_set():
            for host in hosts:
                answers[host].append(client_for(host=host).get("/").status_code)
        connection.close()

    reader = Thread(target=read)
    reader.start()
    try:
        restore(path=tmp_path / "one.tar", replace=True)
    finally:
        stop.set()
        reader.join()
    for host in hosts:
        assert len(answers[host]) > 3
        assert set(answers[host]) == {200}


def test_an_older_archive_is_brought_to_the_newest_state(tmp_path: Path) -> None:
    one = filled("one")
    back_up(cluster=one, target=tmp_path / "one.tar")
    with growing(tmp_path) as app:
        app.add(ADD_FIELD)
        two = restore(path=tmp_path / "one.tar", slug="two", host="two.testserver")
        applied = sql(
            two.schema_name, "SELECT name FROM django_migrations WHERE app = 'clusterkit_directory' ORDER BY id"
        )
        assert applied[-1] == (app.last,)
        assert sql(two.schema_name, "SELECT count(weight) FROM clusterkit_directory_sector") == [(0,)]


def test_what_cannot_be_is_said_before_anything_is_touched(tmp_path: Path) -> None:
    one = filled("one", files=0)
    archive = tmp_path / "one.tar"
    back_up(cluster=one, target=archive)
    standing = schemas()
    for values, told in (
        ({}, "Say --replace"),
        ({"slug": "two"}, "add --host"),
        ({"slug": "two", "replace": True}, "leave --replace out"),
        ({"replace": True, "host": "other.testserver"}, "keeps its hosts"),
    ):
        with pytest.raises(HostingError, match=told):
            restore(path=archive, **values)
    for values in ({"slug": "Two words", "host": "two.testserver"}, {"slug": "two", "host": "alpha.testserver"}):
        with pytest.raises(ValidationError):
            restore(path=archive, **values)  # type: ignore[arg-type]
    with public_schema():
        Cluster.objects.filter(pk=one.pk).update(slug="renamed")
    with pytest.raises(CommandError, match=r"one.testserver .* belongs to another"):
        call_command("clusters", "restore", str(archive))
    with public_schema():
        Cluster.objects.filter(pk=one.pk).update(slug="one", status=ClusterStatus.DELETING)
    with pytest.raises(HostingError, match="clusters repair"):
        restore(path=archive, replace=True)
    assert schemas() == standing
    with public_schema():
        assert set(Domain.objects.values_list("domain", flat=True)) == {
            "alpha.testserver",
            "beta.testserver",
            "one.testserver",
        }


def test_a_failing_receiver_leaves_nothing(tmp_path: Path) -> None:
    from clusterkit.hosting.hooks import cluster_copied

    one = filled("one")
    before, standing = checksums(one), schemas()
    back_up(cluster=one, target=tmp_path / "one.tar")

    def fail(payload: Any) -> None:
        raise RuntimeError("the search index is away")

    with cluster_copied.override(fail):
        for values in ({"replace": True}, {"slug": "two", "host": "two.testserver"}):
            with pytest.raises(RuntimeError, match="search index"):
                restore(path=tmp_path / "one.tar", **values)
        with pytest.raises(RuntimeError, match="search index"):
            clone(cluster=one, slug="two", host="two.testserver")
    assert schemas() == standing
    assert checksums(fresh("one")) == before
    assert repair() == []


def test_a_cluster_that_is_removed_meanwhile_does_not_come_back_by_itself(tmp_path: Path) -> None:
    from clusterkit.hosting.hooks import ClusterFiles, cluster_files

    one = filled("one", files=0)
    back_up(cluster=one, target=tmp_path / "one.tar")

    def begin_removal(payload: ClusterFiles) -> None:
        with public_schema():
            Cluster.objects.filter(pk=one.pk).update(status=ClusterStatus.DELETING)

    with cluster_files.override(begin_removal), pytest.raises(HostingError, match="was removed meanwhile"):
        restore(path=tmp_path / "one.tar", replace=True)
    assert fresh("one").schema_name == one.schema_name
    assert [finding.outcome for finding in repair()] == ["finished"]


BEFORE = ("loading.count_rows", "folders.write", "making._migrate", "making._copied")
AFTER = ("making._remove_replaced", "removing.drop_schema")


@pytest.mark.long
def test_killed_anywhere_one_of_the_two_serves_and_repair_clears_up(
    tmp_path: Path, client_for: Any, swift: Path
) -> None:
    one = filled("one")
    good = checksums(one)
    back_up(cluster=one, target=tmp_path / "one.tar")
    sql(one.schema_name, 'UPDATE clusterkit_directory_organisation SET name = \'{"en": "Later"}\'')
    later, standing = checksums(one), schemas()
    for step in (*BEFORE, *AFTER):
        if step in AFTER:
            # What the last round restored is the state to leave.
            sql(fresh("one").schema_name, 'UPDATE clusterkit_directory_organisation SET name = \'{"en": "Later"}\'')
        killed(step, lambda: restore(path=tmp_path / "one.tar", replace=True))
        assert client_for(host="one.testserver").get("/").status_code == 200, step
        assert checksums(fresh("one")) == (later if step in BEFORE else good), step
        found = repair()
        while any(finding.outcome == "in use" for finding in found):
            # The server has not noticed the death yet.
            found = repair()
        assert repair() == [], step
        assert len(schemas()) == len(standing), step
        assert [path.name for path in swift.iterdir()] == [fresh("one").schema_name], step
        with public_schema():
            assert not Cluster.objects.exclude(status=ClusterStatus.ACTIVE).exists(), step
    assert checksums(restore(path=tmp_path / "one.tar", replace=True)) == good
