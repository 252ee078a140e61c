"""Writing an archive: under a passing name, synced, and renamed at the very end."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from clusterkit.hosting.archives.manifest import MANIFEST, Manifest
from clusterkit.hosting.exceptions import HostingError


class Hashing:
    """Reads through *content* and knows the size and SHA-256 of what was read."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        data = self._content.read(size)
        self._digest.update(data)
        self.size += len(data)
        return data

    @property
    def sha256(self) -> str:
        """Of what was read so far."""
        return self._digest.hexdigest()


class Packing:
    """An archive in the making."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """Add the next *size* bytes of *content* as *name*."""
        hashing = Hashing(content)
        self._tar.addfile(_entry(name, size), hashing)
        self.members[name] = {"size": size, "sha256": hashing.sha256}

    def finish(self, manifest: Manifest) -> None:
        """The last member."""
        data = manifest.to_bytes()
        self._tar.addfile(_entry(MANIFEST, len(data)), io.BytesIO(data))


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


@contextmanager
def packing(target: Path) -> Iterator[Packing]:
    """Write an archive to *target*: it appears there whole, or not at all. It holds personal data: mode 600.

    Raises ``HostingError`` where it cannot be written or something lies there already.
    """
    passing = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists():
            raise HostingError(f"{target} is there already: name another file.")
        with os.fdopen(os.open(passing, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Packing(tar)
            file.flush()
            os.fsync(file.fileno())
        _appear(passing, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise HostingError(f"The archive cannot be written: {error.strerror or error} ({target}).") from error
    finally:
        with suppress(OSError):
            passing.unlink()


def _appear(passing: Path, target: Path) -> None:
    """Two backups to one name at once: the second does not take the place of the first."""
    try:
        os.link(passing, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links.
        passing.rename(target)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
