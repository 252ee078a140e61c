"""Reactions: the content goes when its row goes; what belongs to nothing is swept now and then."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from clusterkit.core import ports
from clusterkit.files import storage
from clusterkit.files.models import StoredFile
from clusterkit.files.services import sweep
from clusterkit.hosting.hooks import (
    ClusterCopied,
    ClusterFiles,
    FileFolder,
    Leftovers,
    cluster_copied,
    cluster_files,
    leftovers,
)
from clusterkit.tenancy.hooks import WorkerTick, worker_tick

SWEEP_EVERY: Final = 6 * 3600
_swept_at: dict[str, float] = {}


def remove_content(sender: type[StoredFile], instance: StoredFile, **kwargs: Any) -> None:
    """After the commit that deleted the row, however it was deleted."""
    key = instance.key
    ports.on_commit.call(lambda: storage.remove(key))


@worker_tick.connect(order=950)
def sweep_now_and_then(payload: WorkerTick) -> None:
    """Once in six hours for each cluster: it lists the whole folder."""
    schema, now = payload.cluster.schema_name, time.monotonic()
    last = _swept_at.get(schema)
    if last is None or now - last > SWEEP_EVERY:
        _swept_at[schema] = now
        sweep()


@cluster_files.connect
def private_files(payload: ClusterFiles) -> FileFolder:
    """They lie below the schema's name, and so they are backed up, copied and removed with it."""
    return FileFolder("private", storage.private_storage(), payload.cluster.schema_name)


@cluster_copied.connect
def find_copied_content(payload: ClusterCopied) -> None:
    """The content of a copy lies below the copy's own schema."""
    start = f"{payload.old_schema}/"
    rows = StoredFile.objects.filter(key__startswith=start)
    rows.update(key=Concat(Value(f"{payload.cluster.schema_name}/"), Substr(F("key"), len(start) + 1)))


@leftovers.connect
def folders_of_nobody(payload: Leftovers) -> Sequence[str]:
    """Folders of schemas that are no more, or never came to be: a creation that was killed leaves its files."""
    found = [name for name in storage.schema_folders() if name not in payload.known]
    if payload.remove:
        for name in found:
            storage.remove_folder(name)
    return [f"private files of {name}" for name in found]
