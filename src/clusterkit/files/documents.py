"""Documents: what must be inside a PDF and inside the zip-based files of office programs."""

from __future__ import annotations

import zipfile
from typing import IO, Final

from clusterkit.files.kinds import FileKind

MAX_ENTRIES: Final = 5_000
MAX_UNPACKED: Final = 500 * 1024 * 1024
MAX_RATIO: Final = 200
_MEDIA_TYPE_BYTES: Final = 200


class BadDocument(Exception):
    """The content is not a document of the kind that it claims to be, or one that is not taken (macros, passwords)."""


def check_pdf(content: IO[bytes]) -> None:
    """Raises ``BadDocument`` unless it begins and ends as a PDF does."""
    content.seek(0)
    if not content.read(5).startswith(b"%PDF-"):
        raise BadDocument
    content.seek(0, 2)
    content.seek(max(0, content.tell() - 2048))
    if b"%%EOF" not in content.read():
        raise BadDocument


def check_archive(content: IO[bytes], kind: FileKind) -> None:
    """Raises ``BadDocument`` unless the zip holds what a document of *kind* holds, and nothing that runs.

    The table of entries is read, not the entries: a small file that unpacks to gigabytes is refused.
    """
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            names = {entry.filename for entry in entries}
            if kind.family == "openxml":
                _check_open_xml(names, kind)
            else:
                _check_open_document(archive, names, kind)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise BadDocument from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise BadDocument
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > 10 * 1024 * 1024 and unpacked > packed * MAX_RATIO):
        raise BadDocument
    for entry in entries:
        encrypted = bool(entry.flag_bits & 0x1)
        climbs = entry.filename.startswith(("/", "\\")) or ".." in entry.filename.replace("\\", "/").split("/")
        if encrypted or climbs:
            raise BadDocument


def _check_open_xml(names: set[str], kind: FileKind) -> None:
    if "[Content_Types].xml" not in names or kind.marker not in names:
        raise BadDocument
    if any(name.lower().rpartition("/")[2] == "vbaproject.bin" for name in names):
        raise BadDocument


def _check_open_document(archive: zipfile.ZipFile, names: set[str], kind: FileKind) -> None:
    if "mimetype" not in names or "content.xml" not in names:
        raise BadDocument
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise BadDocument
    with archive.open("mimetype") as entry:
        if entry.read(_MEDIA_TYPE_BYTES).decode("ascii", "replace").strip() != kind.marker:
            raise BadDocument
