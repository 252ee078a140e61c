"""Reading an archive: all of it is checked before anything else happens."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from clusterkit.hosting.archives.manifest import DUMP, MANIFEST, Manifest, is_file_member
from clusterkit.hosting.exceptions import ArchiveError

CHUNK: Final = 1024 * 1024
MANIFEST_LIMIT: Final = 512 * 1024 * 1024
PLAIN: Final = (tarfile.REGTYPE, tarfile.AREGTYPE)


@dataclass(frozen=True)
class Archive:
    """An open archive that was found whole."""

    manifest: Manifest
    _tar: tarfile.TarFile
    _entries: dict[str, tarfile.TarInfo]

    def open(self, member: str) -> IO[bytes]:
        """The content of a member."""
        return _content(self._tar, self._entries[member])

    def files(self) -> Iterator[tuple[str, str, str]]:
        """Member, folder and path of each file of the cluster."""
        for member in sorted(self.manifest.members):
            if member != DUMP:
                _files, folder, path = member.split("/", 2)
                yield member, folder, path


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open the archive at *path* and check every byte of it. Raises ``ArchiveError`` for one that is not whole.

    The file stays open, so what was checked is what is used.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            archive = _checked(stack.enter_context(tarfile.open(fileobj=file, mode="r:")))
        except (tarfile.TarError, EOFError) as error:
            raise ArchiveError(f"{path} is no archive of a cluster, or a damaged one: {error}.") from error
        except FileNotFoundError as error:
            raise ArchiveError(f"There is no file {path}.") from error
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read: {error.strerror or error}.") from error
        yield archive


def _checked(tar: tarfile.TarFile) -> Archive:
    entries: dict[str, tarfile.TarInfo] = {}
    digests: dict[str, str] = {}
    manifest = None
    for entry in tar:
        name = entry.name
        if manifest is not None or name in entries or entry.type not in PLAIN:
            raise ArchiveError(f"The archive was tampered with: {name!r} has no place in it. Nothing was touched.")
        if name == MANIFEST:
            manifest = Manifest.from_bytes(_content(tar, entry).read(MANIFEST_LIMIT))
            continue
        if name != DUMP and not is_file_member(name):
            raise ArchiveError(f"The archive was tampered with: {name!r} has no place in it. Nothing was touched.")
        entries[name] = entry
        digests[name] = _digest(_content(tar, entry))
    if manifest is None:
        raise ArchiveError("The archive is not whole: its end is missing. Nothing was touched.")
    _compare(manifest, entries, digests)
    return Archive(manifest, tar, entries)


def _compare(manifest: Manifest, entries: dict[str, tarfile.TarInfo], digests: dict[str, str]) -> None:
    if entries.keys() != manifest.members.keys() or DUMP not in entries:
        odd = sorted(entries.keys() ^ manifest.members.keys()) or [DUMP]
        raise ArchiveError(f"The archive is not whole: {odd[0]!r} is missing or was added. Nothing was touched.")
    for name, told in manifest.members.items():
        if (entries[name].size, digests[name]) != (told["size"], told["sha256"]):
            raise ArchiveError(f"The archive is damaged: {name!r} differs from its checksum. Nothing was touched.")


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    return cast(IO[bytes], tar.extractfile(entry))


def _digest(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
