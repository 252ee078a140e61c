"""ZIP files that are sent while they are made: neither memory nor the time until the first byte grows with their number."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any


class _Outbox(io.RawIOBase):
    """Takes what is written until somebody comes for it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def zip_chunks(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of a ZIP of *files*, names and contents, in pieces: each file is asked for when its turn comes.

    Nothing is packed smaller: what is sent so (PDF, pictures) is packed already.
    """
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, content)
            yield outbox.take()
    yield outbox.take()
