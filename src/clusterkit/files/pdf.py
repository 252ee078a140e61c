"""What must be in a PDF, and what may not: scripts, commands and other files.

A PDF that asks its reader's program to do something when it is opened is refused. Names are found however they are
spelled (``/J#61vaScript``), and in the packed streams in which newer PDFs keep their objects. An encrypted PDF can
hide them still: this is no virus scanner, which has its hook (``file_offered``).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO, Final

from clusterkit.files.refusals import Refused, Why

_CHUNK: Final = 256 * 1024
_OVERLAP: Final = 8 * 1024
"""Names and the dictionary before a stream are shorter than this."""
_TAIL: Final = 2048
_MOST_UNPACKED: Final = 32 * 1024 * 1024
"""Packed objects are looked through up to here, all streams of a file together."""
_FORBIDDEN: Final = (b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA")
_DELIMITER: Final = rb"[\x00\t\n\f\r ()<>\[\]{}/%]"


def _spelled(name: bytes) -> bytes:
    """A pattern for *name* with any of its characters written as ``#`` and two digits."""
    return b"".join(b"(?:%c|#%s)" % (sign, _digits(sign)) for sign in name)


def _digits(sign: int) -> bytes:
    high, low = b"%02x" % sign
    return b"".join(b"[%c%c]" % (digit, bytes([digit]).upper()[0]) for digit in (high, low))


_ACTIVE: Final = re.compile(b"/(?:" + b"|".join(_spelled(name) for name in _FORBIDDEN) + b")" + _DELIMITER)
_PACKED: Final = re.compile(rb"/" + _spelled(b"ObjStm") + rb"(?:(?!stream).){0,4000}?stream\r?\n", re.DOTALL)


def check_pdf(content: IO[bytes]) -> None:
    """Raises ``Refused`` unless it begins and ends as a PDF does and only shows pages."""
    content.seek(0)
    if not content.read(5).startswith(b"%PDF-"):
        raise Refused(Why.OTHER)
    content.seek(0, 2)
    content.seek(max(0, content.tell() - _TAIL))
    if b"%%EOF" not in content.read():
        raise Refused(Why.OTHER)
    packed = []
    for start, window in _windows(_pieces(content)):
        _check(window)
        packed += [start + found.end() for found in _PACKED.finditer(window)]
    _check_packed(content, packed)


def _check(window: bytes) -> None:
    if _ACTIVE.search(window):
        raise Refused(Why.ACTIVE)


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    while piece := content.read(_CHUNK):
        yield piece


def _windows(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each piece with the end of the one before it, so that nothing is torn, and where that begins."""
    kept, start = b"", 0
    for piece in pieces:
        window = kept + piece
        yield start, window
        kept = window[-_OVERLAP:]
        start += len(window) - len(kept)
    yield start, kept + b" "


def _check_packed(content: IO[bytes], starts: list[int]) -> None:
    left = _MOST_UNPACKED
    for start in sorted(set(starts)):
        content.seek(start)
        for _start, window in _windows(_unpacked(content)):
            _check(window)
            left -= len(window)
            if left < 0:
                raise Refused(Why.BOMB)


def _unpacked(content: IO[bytes]) -> Iterator[bytes]:
    """What the stream at this place unpacks to, in pieces; what is packed otherwise is passed by."""
    decoder = zlib.decompressobj()
    packed = content.read(_CHUNK)
    try:
        while packed and not decoder.eof:
            piece = decoder.decompress(packed, _CHUNK)
            if piece:
                yield piece
            packed = decoder.unconsumed_tail or content.read(_CHUNK)
    except zlib.error:
        return
