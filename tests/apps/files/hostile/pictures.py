"""Pictures that overwhelm what opens them, or are something else besides."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache

from PIL import Image

from clusterkit.testing.factories.files import archive, png
from tests.apps.files.hostile.kinds import OTHER, PIXELS, Hostile
from tests.apps.files.hostile.strangers import HTML

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def made_png(width: int, height: int, *extras: bytes, data: bytes | None = None, bits: int = 1) -> bytes:
    """A grey PNG with *extras* before its picture; *data* is the packed picture, by default one of zeros."""
    rows = zlib.compress(bytes((width * bits // 8 + 1) * height), 9) if data is None else data
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0))
    return SIGNATURE + header + b"".join(extras) + chunk(b"IDAT", rows) + chunk(b"IEND")


@cache
def png_of_169_megapixels() -> bytes:
    """Twenty kilobytes that decode to 13,000 x 13,000 pixels."""
    return made_png(13_000, 13_000)


@cache
def jpeg(width: int = 16, height: int = 16) -> bytes:
    """A JPEG of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(content, "JPEG")
    return content.getvalue()


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def with_segments(*segments: bytes) -> bytes:
    """A JPEG with *segments* at its beginning."""
    return jpeg()[:2] + b"".join(segments) + jpeg()[2:]


def _jpeg_of_4_gigapixels() -> bytes:
    found = jpeg().index(b"\xff\xc0")
    return jpeg()[: found + 5] + struct.pack(">HH", 65_500, 65_500) + jpeg()[found + 9 :]


def _jpeg_of_scans(number: int, *between: bytes) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(content, "JPEG", progressive=True)
    whole = content.getvalue()
    start = whole.rindex(b"\xff\xda")
    return whole[:-2] + b"".join(between) + whole[start:-2] * number + whole[-2:]


def _jpeg_that_ends_on_a_border() -> bytes:
    """The two bytes of the end marker come in two pieces of reading."""
    start = jpeg()[: jpeg().index(b"\xff\xda") + 14]
    return start + bytes(64 * 1024 - 1) + b"\xff\xd9"


def _apng_of_frames(number: int, side: int) -> bytes:
    frame = struct.pack(">IIIIHHBB", side, side, 0, 0, 1, 10, 0, 0)
    control = chunk(b"acTL", struct.pack(">II", number, 0)) + chunk(b"fcTL", struct.pack(">I", 0) + frame)
    return made_png(side, side, control)


def _endless_exif() -> bytes:
    """A directory of tags whose next directory is itself."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<HHII", 0x010E, 2, 0x7FFFFFFF, 8)
    return b"Exif\x00\x00II*\x00" + struct.pack("<IH", 8, 2) + entry + struct.pack("<I", 8)


def _png(make: bytes, sentence: str = "") -> Hostile:
    return Hostile("scan.png", lambda: make, sentence, "" if sentence else "scan.png", "image/png")


def _bomb(kind: bytes, head: bytes) -> Hostile:
    """A passenger that unpacks to a thousand times its length."""
    return Hostile("scan.png", lambda: made_png(8, 8, chunk(kind, head + zlib.compress(bytes(10_000_000), 9))), OTHER)


FILES = {
    "png-of-169-megapixels": Hostile("scan.png", png_of_169_megapixels, PIXELS),
    "png-of-4-gigapixels": _png(made_png(65_000, 65_000, data=zlib.compress(b"")), PIXELS),
    "png-of-18-exapixels": _png(made_png(2**32 - 1, 2**32 - 1, data=b""), PIXELS),
    "png-of-no-pixels": _png(made_png(0, 0), OTHER),
    "png-with-two-sizes": _png(
        made_png(8, 8, chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0))), PIXELS
    ),
    "png-of-5000-frames": Hostile("scan.png", lambda: _apng_of_frames(5_000, 200), PIXELS),
    "png-of-4-billion-frames": Hostile("scan.png", lambda: _apng_of_frames(2**32 - 1, 1), PIXELS),
    "png-with-a-text-bomb": _bomb(b"zTXt", b"Comment\x00\x00"),
    "png-with-an-international-text-bomb": _bomb(b"iTXt", b"Comment\x00\x01\x00\x00\x00"),
    "png-with-a-profile-bomb": _bomb(b"iCCP", b"icc\x00\x00"),
    "png-with-5-megabytes-of-text": Hostile(
        "scan.png", lambda: made_png(8, 8, chunk(b"tEXt", b"a\x00" + b"x" * 5_000_000)), OTHER
    ),
    "png-of-30000-chunks": Hostile("scan.png", lambda: made_png(8, 8, chunk(b"tEXt", b"a\x00b") * 30_000), OTHER),
    "png-with-a-chunk-longer-than-the-file": _png(
        SIGNATURE + struct.pack(">I4s", 0x7FFFFFFF, b"IHDR") + bytes(13), OTHER
    ),
    "png-with-a-wrong-checksum": _png(made_png(8, 8)[:-17] + b"!" + made_png(8, 8)[-16:], OTHER),
    "png-without-a-picture": _png(
        SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)) + chunk(b"IEND"), OTHER
    ),
    "png-with-a-short-header": _png(SIGNATURE + chunk(b"IHDR", b"\x00\x00") + chunk(b"IEND"), OTHER),
    "png-with-a-short-count-of-frames": _png(made_png(8, 8, chunk(b"acTL", b"\x00")), OTHER),
    "png-with-a-text-that-is-not-packed": _png(made_png(8, 8, chunk(b"zTXt", b"Comment\x00\x00no zlib"))),
    "png-with-a-plain-international-text": _png(made_png(8, 8, chunk(b"iTXt", b"a\x00\x00\x00\x00\x00" + HTML))),
    "png-cut-off": _png(png()[:-20], OTHER),
    "png-signature-only": _png(SIGNATURE, OTHER),
    "png-and-html": _png(made_png(8, 8, chunk(b"tEXt", b"Comment\x00" + HTML))),
    "png-and-php": _png(png() + b"<?php system($_GET['c']); ?>"),
    "png-declared-html": Hostile("scan.png", png, served_as="scan.png", declared="text/html"),
    "jpeg-of-4-gigapixels": Hostile("scan.jpg", _jpeg_of_4_gigapixels, PIXELS),
    "jpeg-of-3000-scans": Hostile("scan.jpg", lambda: _jpeg_of_scans(3_000), OTHER),
    "jpeg-of-3000-scans-behind-a-false-end": Hostile(
        "scan.jpg", lambda: _jpeg_of_scans(3_000, segment(0xFE, b"\xff\xd9")), OTHER
    ),
    "jpeg-of-30000-comments": Hostile("scan.jpg", lambda: with_segments(segment(0xFE, b"x") * 30_000), OTHER),
    "jpeg-cut-off": Hostile("scan.jpg", lambda: jpeg(300, 300)[:-200], OTHER),
    "jpeg-cut-off-behind-a-preview": Hostile(
        "scan.jpg", lambda: with_segments(segment(0xE1, b"Exif\x00\x00" + jpeg()))[:-100], OTHER
    ),
    "jpeg-whose-end-lies-on-a-border": Hostile("scan.jpg", _jpeg_that_ends_on_a_border, "", "scan.jpg"),
    "jpeg-without-a-picture": Hostile("scan.jpg", lambda: jpeg()[:20] + b"\xff\xd9", OTHER),
    "jpeg-signature-only": Hostile("scan.jpg", lambda: b"\xff\xd8\xff", OTHER),
    "jpeg-with-endless-exif": Hostile(
        "scan.jpg", lambda: with_segments(segment(0xE1, _endless_exif())), "", "scan.jpg"
    ),
    "jpeg-with-16-megabytes-of-profile": Hostile(
        "scan.jpg",
        lambda: with_segments(
            *(segment(0xE2, b"ICC_PROFILE\x00" + bytes([number, 250]) + bytes(60_000)) for number in range(1, 251))
        ),
        "",
        "scan.jpg",
    ),
    "jpeg-and-script": Hostile(
        "scan.jpg", lambda: with_segments(segment(0xFE, b"*/=alert(1)/*" + HTML)), "", "scan.jpg"
    ),
    "jpeg-and-zip": Hostile("scan.jpeg", lambda: jpeg() + archive({"evil.html": HTML}), "", "scan.jpg", "text/html"),
}
