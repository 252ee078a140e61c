"""Restoring an archive, and cloning a cluster: both make a cluster from a copy."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfileobj

from clusterkit.core.policies import Actor
from clusterkit.hosting import log
from clusterkit.hosting.archives import folders
from clusterkit.hosting.archives.loading import Progress, load
from clusterkit.hosting.archives.making import Host, Plan, check_migrations, make
from clusterkit.hosting.archives.manifest import DUMP, Manifest
from clusterkit.hosting.archives.picture import Picture, picture_of
from clusterkit.hosting.archives.programs import find_program, output_of
from clusterkit.hosting.archives.reading import Archive, opened
from clusterkit.hosting.exceptions import ArchiveError, HostingError
from clusterkit.tenancy.context import public_schema, tenant_connection
from clusterkit.tenancy.enums import SERVED_STATUSES
from clusterkit.tenancy.hosts import normalise_host
from clusterkit.tenancy.models import Cluster, Domain


def check_archive(path: Path) -> Manifest:
    """Read every byte of the archive and give its manifest. Raises ``ArchiveError`` for one that is not whole."""
    with opened(path) as archive:
        return archive.manifest


def restore(
    *,
    path: Path,
    slug: str | None = None,
    host: str | None = None,
    replace: bool = False,
    actor: Actor = log.SYSTEM,
    progress: Progress = lambda *_: None,
) -> Cluster:
    """Make a cluster from the archive at *path* while all others serve.

    Under the archive's short address and hosts, or under *slug* at *host*; with *replace* in the place of the cluster that
    has the address: that one serves until the new one is whole, then its old schema and files are removed. Sessions,
    tokens and links of the archive are dead. Raises ``ArchiveError``, ``HostingError`` or ``ValidationError``; then
    nothing has changed.
    """
    with opened(path) as archive:
        manifest = archive.manifest
        check_migrations(manifest.migrations)
        replaced = _replaced(slug or manifest.slug, replace)
        plan = Plan(
            origin="restore",
            old_schema=manifest.schema,
            values=manifest.cluster,
            slug=slug or manifest.slug,
            hosts=_hosts(manifest, slug, host, replaced),
            actor=actor,
            told={"archive": str(path.absolute()), "archive_made": manifest.created_at},
            replaced=replaced,
        )
        _check_version(manifest)
        return make(plan, lambda half: _fill_from_archive(half, archive, progress), progress=progress)


def clone(
    *, cluster: Cluster, slug: str, host: str, actor: Actor = log.SYSTEM, progress: Progress = lambda *_: None
) -> Cluster:
    """Make the cluster *slug* at *host* with all that *cluster* has at this moment, people included.

    Nobody is signed in there, no token opens it, and no mail that waits leaves from it. Raises ``HostingError`` or
    ``ValidationError``; then nothing has changed.
    """
    with picture_of(cluster) as picture:
        plan = Plan(
            origin="clone",
            old_schema=picture.schema,
            values=picture.cluster,
            slug=slug,
            hosts=(Host(host, primary=True),),
            actor=actor,
            told={"copied_from": cluster.slug},
        )
        return make(plan, lambda half: _fill_from_cluster(half, cluster, picture, progress), progress=progress)


def _replaced(slug: str, replace: bool) -> Cluster | None:
    with public_schema():
        found: Cluster | None = Cluster.objects.filter(slug=slug).first()
    if found is not None and not replace:
        raise HostingError(
            f"There is a cluster {slug!r}. Say --replace to put the archive in its place, or --as OTHER --host HOST to"
            " restore beside it."
        )
    if found is None and replace:
        raise HostingError(f"There is no cluster {slug!r} to replace: leave --replace out.")
    if found is not None and found.status not in SERVED_STATUSES:
        raise HostingError(f"The cluster {slug!r} is {found.get_status_display()}: run clusters repair first.")
    return found


def _hosts(manifest: Manifest, slug: str | None, host: str | None, replaced: Cluster | None) -> Sequence[Host]:
    """The hosts of the copy: the one that was asked for, or those of the archive as far as they are free."""
    if replaced is not None and host:
        raise HostingError("A cluster that is replaced keeps its hosts: leave --host out, or use clusters add-domain.")
    if host:
        return (Host(host, primary=True),)
    if slug and slug != manifest.slug and replaced is None:
        raise HostingError("A cluster under another short address needs a host of its own: add --host HOST.")
    if replaced is not None:
        return ()
    with public_schema():
        names = [normalise_host(row["domain"]) for row in manifest.domains]
        taken = Domain.objects.filter(domain__in=names).values_list("domain", flat=True).first()
    if taken:
        raise HostingError(f"The host {taken} of the archive belongs to another cluster now: add --host HOST.")
    if not names:
        raise HostingError("The archive names no host: add --host HOST.")
    return [Host(str(row["domain"]), primary=bool(row["is_primary"])) for row in manifest.domains]


def _check_version(manifest: Manifest) -> None:
    connection = tenant_connection()
    with public_schema():
        connection.ensure_connection()
        here = connection.connection.info.server_version // 10000
    its = manifest.server_version // 10000
    if its > here:
        raise ArchiveError(
            f"The archive comes from PostgreSQL {its}, this server is {here}: an older one cannot read it."
        )


def _fill_from_archive(half: Cluster, archive: Archive, progress: Progress) -> None:
    manifest = archive.manifest
    places = folders.folders_of(half)
    missing = sorted({folder for _member, folder, _path in archive.files()} - places.keys())
    if missing:
        raise ArchiveError(f"The archive holds files of {missing[0]!r}, and no installed app has a place for them.")
    program = str(find_program("pg_restore", manifest.server_version // 10000))
    # A file of its own: pg_restore jumps about in its input, and that stands in the middle of the archive.
    with tempfile.TemporaryFile() as dump:
        copyfileobj(archive.open(DUMP), dump, 1024 * 1024)
        dump.flush()
        dump.seek(0)
        command = [program, "--no-owner", "--no-privileges", "--file=-"]
        with output_of(command, source=dump) as stream:
            load(stream, old=manifest.schema, new=half.schema_name, tables=manifest.tables, progress=progress)
    number = len(manifest.members) - 1
    for index, (member, folder, path) in enumerate(archive.files(), start=1):
        with archive.open(member) as content:
            folders.write(places[folder], path, content)
        progress(index, number, path)


def _fill_from_cluster(half: Cluster, cluster: Cluster, picture: Picture, progress: Progress) -> None:
    with output_of(picture.dump, environment=picture.environment) as stream:
        load(stream, old=picture.schema, new=half.schema_name, tables=picture.tables, progress=progress)
    there = folders.folders_of(half)
    for name, folder in folders.folders_of(cluster).items():
        for index, path in enumerate(folders.files_in(folder), start=1):
            content = folders.read(folder, path)
            if content is None:
                continue
            with content:
                folders.write(there[name], path, content)
            progress(index, index + 1, path)
    progress(1, 1, half.slug)
