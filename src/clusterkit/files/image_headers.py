"""What the bytes of a picture say about it, read piece by piece: nothing is decoded here, and nothing is kept.

The sizes are compared with UPLOAD_MAX_PIXELS before a decoder sees the file. The same walk finds what decoders
take badly: files that are cut off, chunks of absurd length, thousands of scans.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import IO, Final

from clusterkit.files.refusals import Refused, Why

_CHUNK: Final = 64 * 1024
MOST_EXTRA: Final = 4 * 1024 * 1024
"""Texts, profiles and other passengers of a PNG may be so long together, packed and unpacked: decoders read them whole."""
MOST_SCANS: Final = 100
"""A progressive JPEG has some ten; each one more costs a decoder a walk over the whole picture."""
MOST_PARTS: Final = 20_000
"""So many parts a picture may come in at all."""
_PACKED: Final = (b"zTXt", b"iTXt", b"iCCP")
_HEAD: Final = 26
_PICTURE_PARTS: Final = (b"IDAT", b"fdAT", b"fcTL")
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_MARKER: Final = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
_SCAN: Final = 0xDA
_END: Final = 0xD9


def pixels(content: IO[bytes], pillow_format: str) -> int:
    """How many pixels the picture has once decoded, all its frames together. Raises ``Refused``."""
    content.seek(0)
    try:
        return _READERS[pillow_format](content)
    except (struct.error, IndexError) as error:
        raise Refused(Why.OTHER) from error


def _read(content: IO[bytes], length: int) -> bytes:
    data = content.read(length)
    if len(data) < length:
        raise Refused(Why.OTHER)
    return data


def _png(content: IO[bytes]) -> int:
    if content.read(8) != b"\x89PNG\r\n\x1a\n":
        raise Refused(Why.OTHER)
    size, frames, extras, has_picture = 0, 1, 0, False
    for number, (kind, length, head) in enumerate(_png_chunks(content)):
        if number > MOST_PARTS:
            raise Refused(Why.OTHER)
        if kind == b"IHDR":
            width, height = struct.unpack(">II", head[:8])
            size = max(size, width * height)
        elif kind == b"acTL":
            frames = max(1, struct.unpack(">I", head[:4])[0])
        elif kind not in _PICTURE_PARTS:
            extras += length + (_unpacked_length(content, kind, length) if extras + length <= MOST_EXTRA else 0)
            if extras > MOST_EXTRA:
                raise Refused(Why.OTHER)
        has_picture = has_picture or kind == b"IDAT"
    if not size or not has_picture:
        raise Refused(Why.OTHER)
    return size * frames


def _unpacked_length(content: IO[bytes], kind: bytes, length: int) -> int:
    """To how much the text or profile of this chunk unpacks, as far as ``MOST_EXTRA`` reaches. Leaves the place as it was."""
    if kind not in _PACKED:
        return 0
    here = content.tell()
    content.seek(here - min(length, _HEAD))
    data = content.read(length).split(b"\x00", 1)[-1]
    content.seek(here)
    if kind == b"iTXt":
        data = data[2:].split(b"\x00", 2)[-1] if data[:1] == b"\x01" else b""
    else:
        data = data[1:]
    try:
        return len(zlib.decompressobj().decompress(data, MOST_EXTRA))
    except zlib.error:
        return 0


def _png_chunks(content: IO[bytes]) -> Iterator[tuple[bytes, int, bytes]]:
    """Each chunk up to the last one: its kind, length and first bytes. Raises ``Refused`` for a wrong checksum."""
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack(">I4s", _read(content, 8))
        head = _read(content, min(length, _HEAD))
        checksum = zlib.crc32(head, zlib.crc32(kind))
        yield kind, length, head
        left = length - len(head)
        while left:
            part = _read(content, min(left, _CHUNK))
            checksum = zlib.crc32(part, checksum)
            left -= len(part)
        if struct.unpack(">I", _read(content, 4))[0] != checksum:
            raise Refused(Why.OTHER)


def _jpeg(content: IO[bytes]) -> int:
    """The largest frame that is announced. All segments are walked, between the scans too, up to the end marker."""
    if content.read(2) != b"\xff\xd8":
        raise Refused(Why.OTHER)
    size = scans = segments = 0
    while (marker := _next_marker(content)) != _END:
        segments += 1
        scans += marker == _SCAN
        if segments > MOST_PARTS or scans > MOST_SCANS:
            raise Refused(Why.OTHER)
        length = struct.unpack(">H", _read(content, 2))[0] - 2
        if marker in _FRAMES:
            height, width = struct.unpack(">xHH", _read(content, 5))
            size, length = max(size, width * height), length - 5
        content.seek(max(0, length), 1)
    if not size or not scans:
        raise Refused(Why.OTHER)
    return size


def _next_marker(content: IO[bytes]) -> int:
    """The next marker with a segment, or the end. What a scan holds has FF only before 00 and restarts."""
    start = content.tell()
    while part := content.read(_CHUNK):
        found = _MARKER.search(part)
        if found is not None:
            content.seek(start + found.end())
            return found[0][-1]
        # A marker may lie across two parts.
        start += len(part) - part.endswith(b"\xff") if len(part) > 1 else 1
        content.seek(start)
    raise Refused(Why.OTHER)


def _webp(content: IO[bytes]) -> int:
    """The canvas and its frames; the length that the file names must be there."""
    start = _read(content, 30)
    riff, length, mark, kind = struct.unpack("<4sI4s4s", start[:16])
    content.seek(0, 2)
    if riff != b"RIFF" or mark != b"WEBP" or length + 8 > content.tell():
        raise Refused(Why.OTHER)
    if kind == b"VP8X":
        width = int.from_bytes(start[24:27], "little") + 1
        height = int.from_bytes(start[27:30], "little") + 1
        return width * height * max(1, _webp_frames(content, length + 8))
    if kind == b"VP8L":
        bits = int.from_bytes(start[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", start[26:30])
        return int((width & 0x3FFF) * (height & 0x3FFF))
    raise Refused(Why.OTHER)


def _webp_frames(content: IO[bytes], end: int) -> int:
    content.seek(12)
    frames = parts = 0
    while content.tell() + 8 <= end:
        kind, length = struct.unpack("<4sI", _read(content, 8))
        frames, parts = frames + (kind == b"ANMF"), parts + 1
        if parts > MOST_PARTS:
            raise Refused(Why.OTHER)
        content.seek(length + (length & 1), 1)
    return frames


_READERS: Final = {"PNG": _png, "JPEG": _jpeg, "WEBP": _webp}
