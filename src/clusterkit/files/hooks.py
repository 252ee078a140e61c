"""Hook points of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from clusterkit.core.hookpoints import Veto
from clusterkit.core.policies import Actor


@dataclass(frozen=True)
class OfferedFile:
    """A file that passed the checks and is about to be kept: its purpose, clean name, media type, size in bytes.

    ``content`` is open for reading from its beginning; a receiver may read it and need not rewind it.
    """

    purpose: str
    name: str
    content_type: str
    size: int
    content: IO[bytes]
    actor: Actor


file_offered: Veto[OfferedFile] = Veto(
    "file_offered",
    OfferedFile,
    "Called before an uploaded file is kept. Refuse it by returning the reason; the place for a virus scanner.",
)
