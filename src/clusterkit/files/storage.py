"""Where private files lie: a storage without addresses, one folder for each cluster."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages

from clusterkit.core.conf import conf
from clusterkit.tenancy.context import current_schema
from clusterkit.tenancy.provisioning import is_schema_name

ALIAS: Final = "clusterkit_private"


def private_storage() -> Storage:
    """The storage: that of ``STORAGES["clusterkit_private"]`` where the host has one, else a folder on the disk."""
    if ALIAS in settings.STORAGES:
        return storages[ALIAS]
    folder = Path(conf.FILES_ROOT) if conf.FILES_ROOT else Path(settings.MEDIA_ROOT) / "private"
    return FileSystemStorage(location=folder, file_permissions_mode=0o640, directory_permissions_mode=0o750)


def new_key() -> str:
    """A new name in the storage, below the schema in force; nothing of it comes from a person."""
    name = uuid.uuid4().hex
    return f"{current_schema()}/{name[:2]}/{name}"


def remove(key: str) -> None:
    """Remove what lies at *key*; what is not there is as good as removed."""
    private_storage().delete(key)


def stored_keys() -> Iterator[tuple[str, datetime]]:
    """The keys of the cluster in force that lie in the storage, each with the moment it was written."""
    storage, schema = private_storage(), current_schema()
    try:
        folders, _files = storage.listdir(schema)
    except FileNotFoundError:
        return
    for folder in folders:
        for name in storage.listdir(f"{schema}/{folder}")[1]:
            key = f"{schema}/{folder}/{name}"
            yield key, storage.get_modified_time(key)


def schema_folders() -> list[str]:
    """Names of the folders in the storage that are a cluster's, whether there is such a cluster or not."""
    try:
        folders, _files = private_storage().listdir("")
    except FileNotFoundError:
        return []
    return sorted(name for name in folders if is_schema_name(name))


def remove_folder(path: str) -> None:
    """Remove the folder at *path* with all that lies in it."""
    storage = private_storage()
    folders, files = storage.listdir(path)
    for name in folders:
        remove_folder(f"{path}/{name}")
    for name in files:
        storage.delete(f"{path}/{name}")
    # On a disk the empty folder is left; elsewhere there is no such thing.
    storage.delete(path)
