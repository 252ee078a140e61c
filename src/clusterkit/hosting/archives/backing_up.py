"""One cluster into one file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clusterkit import __version__
from clusterkit.core.policies import Actor
from clusterkit.hosting import log
from clusterkit.hosting.actions import BACK_UP
from clusterkit.hosting.archives.folders import files_in, folders_of, read
from clusterkit.hosting.archives.loading import Progress
from clusterkit.hosting.archives.manifest import DUMP, FILES, FORMAT, Manifest, is_file_member
from clusterkit.hosting.archives.packing import Packing, packing
from clusterkit.hosting.archives.picture import Picture, picture_of
from clusterkit.hosting.archives.programs import run_into
from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.hooks import FileFolder
from clusterkit.tenancy.models import Cluster


@dataclass(frozen=True)
class BackedUp:
    """The archive that was written; ``files`` is the number of the cluster's own files in it."""

    path: Path
    bytes: int
    tables: int
    rows: int
    files: int


def default_name(cluster: Cluster) -> str:
    """The file name of an archive made now: short address and moment (UTC)."""
    return f"{cluster.slug}-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar"


def back_up(
    *, cluster: Cluster, target: Path, actor: Actor = log.SYSTEM, progress: Progress = lambda *_: None
) -> BackedUp:
    """Write the archive of *cluster* to the file *target*, while people go on working.

    Tables, rows and domains are of one moment. A file added in that moment is in the archive as well: files are looked
    for before and after it. Raises ``HostingError``.
    """
    folders = folders_of(cluster)
    with packing(target) as pack:
        _pack_files(pack, folders, progress)
        with picture_of(cluster) as picture:
            _pack_dump(pack, picture, target.parent, progress)
        _pack_files(pack, folders, progress)
        manifest = _manifest(picture, pack)
        pack.finish(manifest)
    progress(1, 1, str(target))
    done = BackedUp(
        path=target,
        bytes=target.stat().st_size,
        tables=len(manifest.tables),
        rows=sum(manifest.tables.values()),
        files=len(manifest.members) - 1,
    )
    # Who holds the archive holds everybody's data: that it was made is to be found later.
    after = {"archive": str(done.path.absolute()), "rows": done.rows, "files": done.files}
    log.write(actor=actor, action=BACK_UP, target=cluster, after=after)
    return done


def _pack_files(pack: Packing, folders: dict[str, FileFolder], progress: Progress) -> None:
    for name, folder in folders.items():
        for path in files_in(folder):
            member = f"{FILES}/{name}/{path}"
            if member in pack.members:
                continue
            if not is_file_member(member):
                raise HostingError(f"A file with this name cannot be archived: {member!r}.")
            content = read(folder, path)
            if content is None:
                continue
            with content:
                pack.add(member, content, content.size)
            progress(len(pack.members), len(pack.members) + 1, path)


def _pack_dump(pack: Packing, picture: Picture, folder: Path, progress: Progress) -> None:
    progress(len(pack.members), len(pack.members) + 1, f"{len(picture.tables)} tables")
    # Without a name: a killed run leaves nothing of it.
    with tempfile.TemporaryFile(dir=folder) as dump:
        run_into([*picture.dump, "--format=custom", "--compress=1"], dump, environment=picture.environment)
        size = dump.seek(0, 2)
        dump.seek(0)
        pack.add(DUMP, dump, size)


def _manifest(picture: Picture, pack: Packing) -> Manifest:
    return Manifest(
        format=FORMAT,
        clusterkit=__version__,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        server_version=picture.server_version,
        schema=picture.schema,
        cluster=picture.cluster,
        domains=picture.domains,
        migrations=picture.migrations,
        tables=picture.tables,
        members=pack.members,
    )
