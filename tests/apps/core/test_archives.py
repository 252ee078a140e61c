"""ZIP files that are sent while they are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from clusterkit.core.archives import zip_chunks


def test_each_file_is_asked_for_when_its_turn_comes() -> None:
    asked: list[str] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for name in ("первый.txt", "second.txt", "third.txt"):
            asked.append(name)
            yield name, name.encode() * 1000

    chunks = zip_chunks(files())
    pieces = [next(chunks)]
    assert asked == ["первый.txt"]
    assert len(pieces[0]) > 10_000
    pieces += chunks
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == asked
        assert archive.read("первый.txt") == "первый.txt".encode() * 1000


def test_no_files_make_an_empty_archive() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(zip_chunks(())))) as archive:
        assert archive.namelist() == []
