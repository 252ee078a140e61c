"""``clusters backup``: one whole archive, and only whole ones are read."""

from __future__ import annotations

import io
import json
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from clusterkit.hosting.archives import back_up, check_archive, restore
from clusterkit.hosting.archives.programs import find_program
from clusterkit.hosting.exceptions import ArchiveError, HostingError
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.services import add_domain
from tests.apps.hosting.archiving import checksums, filled, folder_of, schemas, sql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("swift")]


@pytest.fixture
def one() -> Cluster:
    return filled("one")


def packed(path: Path) -> dict[str, bytes]:
    """The members of an archive."""
    with tarfile.open(path) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]


def repacked(path: Path, change: Callable[[dict[str, bytes]], None], *more: tarfile.TarInfo) -> Path:
    """The archive with changed members, and empty *more* ones before the manifest."""
    members = packed(path)
    change(members)
    target = path.with_name("changed.tar")
    with tarfile.open(target, "w") as tar:
        manifest = members.pop("manifest.json", None)
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        for entry in more:
            tar.addfile(entry)
        if manifest is not None:
            entry = tarfile.TarInfo("manifest.json")
            entry.size = len(manifest)
            tar.addfile(entry, io.BytesIO(manifest))
    return target


def nothing(members: dict[str, bytes]) -> None:
    """No change."""


def test_the_archive_holds_everything_and_says_so(one: Cluster, tmp_path: Path, capsys: Any) -> None:
    add_domain(cluster=one, host="www.one.testserver")
    before = checksums(one)
    call_command("clusters", "backup", "one", "--output", str(tmp_path), "--json")
    told = json.loads(capsys.readouterr().out)
    archive = Path(told["archive"])
    members = packed(archive)
    manifest = json.loads(members["manifest.json"])
    assert list(members)[-1] == "manifest.json"
    assert members["schema.dump"].startswith(b"PGDMP")
    assert sorted(members.keys() - {"manifest.json"}) == sorted(manifest["members"])
    assert sum(name.startswith("files/private/") for name in members) == told["files"] == 2
    assert [row["domain"] for row in manifest["domains"]] == ["one.testserver", "www.one.testserver"]
    assert manifest["cluster"]["name"] == {"en": "Cluster one"}
    assert manifest["tables"]["clusterkit_directory_organisation"] == 1
    assert "clusterkit_directory.0001_initial" in manifest["migrations"]
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name != "private"] == [archive.name]
    assert checksums(one) == before
    call_command("clusters", "restore", str(archive), "--check", "--json")
    assert json.loads(capsys.readouterr().out)["files"] == 2


def test_nothing_is_written_over_and_nothing_half_is_left(one: Cluster, tmp_path: Path) -> None:
    target = tmp_path / "one.tar"
    target.write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        call_command("clusters", "backup", "one", "--output", str(target))
    assert target.read_text() == "mine"
    with pytest.raises(HostingError, match="cannot be written"):
        back_up(cluster=one, target=tmp_path / "no-such-folder" / "one.tar")
    sql("public", f'ALTER SCHEMA "{one.schema_name}" RENAME TO c_away')
    with pytest.raises(HostingError, match="is missing"):
        back_up(cluster=one, target=tmp_path / "other.tar")
    assert {path.name for path in tmp_path.iterdir()} == {"one.tar", "private"}


def test_a_folder_that_is_not_there_does_not_become_a_file(one: Cluster, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no folder .*backups"):
        call_command("clusters", "backup", "one", "--output", f"{tmp_path}/backups/")
    assert not (tmp_path / "backups").exists()


def test_what_cannot_be_moved_is_said_when_it_is_backed_up(one: Cluster, tmp_path: Path) -> None:
    sql(one.schema_name, f'CREATE FUNCTION "{one.schema_name}".strange() RETURNS int LANGUAGE sql AS $$SELECT 1$$')
    with pytest.raises(HostingError, match="strange"):
        back_up(cluster=one, target=tmp_path / "one.tar")


def test_the_programs_are_as_new_as_the_server(settings: Any, tmp_path: Path) -> None:
    assert find_program("pg_dump", 18).name == "pg_dump"
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.3'\n")
    old.chmod(0o755)
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "PG_BIN": str(tmp_path)}
    assert find_program("pg_dump", 15) == old
    with pytest.raises(HostingError, match=r"version 15.*postgresql-client-18.*PG_BIN"):
        find_program("pg_dump", 18)
    with pytest.raises(HostingError, match="there is no pg_restore"):
        find_program("pg_restore", 18)


def _flip(start: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        name = next(name for name in members if name.startswith(start))
        middle = len(members[name]) // 2
        members[name] = members[name][:middle] + bytes([members[name][middle] ^ 1]) + members[name][middle + 1 :]

    return change


def _without(start: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        del members[next(name for name in members if name.startswith(start))]

    return change


def _named(name: str) -> Callable[[dict[str, bytes]], None]:
    """A member that leads elsewhere, with a manifest that agrees."""

    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        first = next(item for item in members if item.startswith("files/"))
        members[name] = members.pop(first)
        manifest["members"][name] = manifest["members"].pop(first)
        members["manifest.json"] = json.dumps(manifest).encode()

    return change


def _saying(**values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **values}).encode()

    return change


def test_no_damaged_or_hostile_archive_touches_anything(one: Cluster, tmp_path: Path, swift: Path) -> None:
    archive = tmp_path / "one.tar"
    back_up(cluster=one, target=archive)
    assert check_archive(archive).slug == "one"
    before, standing = checksums(one), schemas()
    link = tarfile.TarInfo("files/private/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    device = tarfile.TarInfo("files/private/device")
    device.type = tarfile.CHRTYPE
    cases: list[tuple[Callable[[dict[str, bytes]], None], tuple[tarfile.TarInfo, ...], str]] = [
        (_flip("schema.dump"), (), "damaged"),
        (_flip("files"), (), "damaged"),
        (_without("files/"), (), "not whole"),
        (_without("schema.dump"), (), "not whole"),
        (_without("manifest.json"), (), "end is missing"),
        (_named("files/private/../../../escaped"), (), "tampered"),
        (_named("/tmp/escaped"), (), "tampered"),
        (_named("files/private/./x"), (), "tampered"),
        (_named("files/private//x"), (), "tampered"),
        (_named("files/private/a\\..\\x"), (), "tampered"),
        (_named("elsewhere/x"), (), "tampered"),
        (nothing, (link,), "tampered"),
        (nothing, (device,), "tampered"),
        (nothing, (tarfile.TarInfo("schema.dump"),), "tampered"),
        (nothing, (tarfile.TarInfo("files/private/added"),), "not whole"),
        (_saying(format=2), (), "newer clusterkit"),
        (_saying(schema='x"; DROP SCHEMA public; --'), (), "damaged"),
        (_saying(members=[]), (), "damaged"),
        (_saying(surprise=1), (), "damaged"),
        (_saying(schema="c_other"), (), "no dump of one cluster's tables"),
        (_saying(migrations=["clusterkit_directory.9999_from_the_future"]), (), "newer version"),
        (_named("files/unknown/x"), (), "no installed app"),
    ]
    for change, more, told in cases:
        with pytest.raises(ArchiveError, match=told):
            restore(path=repacked(archive, change, *more), replace=True)
        assert schemas() == standing
    for content in (b"", b"no archive", archive.read_bytes()[: archive.stat().st_size // 2]):
        (tmp_path / "half.tar").write_bytes(content)
        with pytest.raises(ArchiveError):
            restore(path=tmp_path / "half.tar", replace=True)
    with pytest.raises(ArchiveError, match="There is no file"):
        restore(path=tmp_path / "none.tar")
    assert checksums(one) == before
    assert [path.name for path in swift.iterdir()] == [folder_of(one).name]
    assert not (tmp_path / "escaped").exists()
