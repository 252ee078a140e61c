"""Reactions: the content goes when its row goes; what belongs to nothing is swept now and then."""

from __future__ import annotations

from typing import Any

from clusterkit.core import ports
from clusterkit.files import storage
from clusterkit.files.models import StoredFile


def remove_content(sender: type[StoredFile], instance: StoredFile, **kwargs: Any) -> None:
    """After the commit that deleted the row, however it was deleted."""
    key = instance.key
    ports.on_commit.call(lambda: storage.remove(key))
