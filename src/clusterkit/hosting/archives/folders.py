"""The files of a cluster, wherever its apps keep them: walked, copied, removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from django.core.files import File
from django.core.files.storage import Storage

from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.hooks import ClusterFiles, FileFolder, cluster_files
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster

NAME: Final = re.compile(r"[a-z0-9_]+")


def folders_of(cluster: Cluster) -> dict[str, FileFolder]:
    """The folders by name, as the apps tell them for the schema of *cluster*."""
    with cluster_context(cluster):
        answers = cluster_files.collect(ClusterFiles(cluster), switched_off=True)
    found = {folder.name: folder for folder in answers}
    if len(found) != len(answers) or not all(map(NAME.fullmatch, found)):
        raise HostingError(f"Folders of files need names that differ, of a-z, 0-9 and _, not {sorted(found)}.")
    return found


def files_in(folder: FileFolder) -> Iterator[str]:
    """The paths of all files below *folder*, relative to it, in order."""
    yield from _walk(folder, "")


def _walk(folder: FileFolder, below: str) -> Iterator[str]:
    try:
        folders, files = folder.storage.listdir(f"{folder.path}/{below}".rstrip("/"))
    except (FileNotFoundError, NotADirectoryError):
        return
    yield from (f"{below}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from _walk(folder, f"{below}{name}/")


def read(folder: FileFolder, path: str) -> File[Any] | None:
    """The open file, None where it was removed meanwhile."""
    try:
        return folder.storage.open(f"{folder.path}/{path}", "rb")
    except FileNotFoundError:
        return None


def write(folder: FileFolder, path: str, content: Any) -> None:
    """Keep *content* (an open file) at *path*. Raises ``HostingError`` where something lies there already."""
    wanted = f"{folder.path}/{path}"
    given = folder.storage.save(wanted, File(content))
    if given != wanted:
        folder.storage.delete(given)
        raise HostingError(f"A file lies at {wanted} already: files of another cluster are never written over.")


def remove_all(folder: FileFolder) -> int:
    """Remove every file and folder there, the folder itself too. Returns how many files."""
    return _remove(folder.storage, folder.path)


def _remove(storage: Storage, path: str) -> int:
    try:
        folders, files = storage.listdir(path)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    for name in files:
        storage.delete(f"{path}/{name}")
    count = len(files) + sum(_remove(storage, f"{path}/{name}") for name in folders)
    # Storages without real folders have nothing to remove; one that is not empty is being written to.
    with suppress(OSError, NotImplementedError):
        storage.delete(path)
    return count
