"""Files made to do harm are refused with a sentence that helps, or kept under a name and type that do none."""

from __future__ import annotations

import io
import random
import re
import struct
import tracemalloc
import unicodedata
import zipfile
from pathlib import Path

import pytest
from django.core.files import File
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from clusterkit.core.exceptions import InvalidInput
from clusterkit.files.kinds import KINDS
from clusterkit.files.names import LONGEST, LONGEST_BYTES, clean_name, split_extension
from clusterkit.files.registry import Purpose, purposes
from clusterkit.files.validators import check_upload
from clusterkit.testing.factories.files import PDF, archive, docx, png, upload
from tests.apps.files.hostile import FILES, REFUSED, SERVED
from tests.apps.files.hostile.documents import TEXT, WORD
from tests.apps.files.hostile.kinds import OTHER, PIXELS, TYPES
from tests.apps.files.hostile.pictures import jpeg, made_png

PAPERS = Purpose(
    code="test.papers", allowed={"pdf", "docx", "odt", "xlsx", "jpg", "png"}, may_read=lambda actor, stored: False
)
EVERYTHING = Purpose(code="test.everything", allowed={*KINDS}, may_read=lambda actor, stored: False)
LOGO = Purpose(
    code="test.mark", allowed={"png", "jpg", "webp"}, may_read=lambda actor, stored: True, redraw=True, max_side=64
)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    item = REFUSED[name]
    with pytest.raises(InvalidInput) as refusal:
        check_upload(upload(item.make(), item.name), PAPERS)
    assert refusal.value.field == "file"
    assert item.sentence in str(refusal.value.message)


@pytest.mark.parametrize("name", SERVED)
def test_taken_for_what_it_is(name: str) -> None:
    item = SERVED[name]
    content = item.make()
    checked = check_upload(upload(content, item.name), PAPERS)
    assert checked.name == item.served_as
    assert checked.content_type == TYPES[checked.name.rpartition(".")[2]]
    checked.content.seek(0)
    assert checked.content.read() == content


SIGNS = [
    "a",
    "Я",
    "é",
    "e\u0301",
    ".",
    "..",
    "/",
    "\\",
    "\x00",
    "\r\n",
    "\u202e",
    "\u200b",
    " ",
    "\u3000",
    "con",
    "NUL",
    "\U0001f984",
    '"',
]
STARTS = [
    b"",
    PDF[:20],
    png()[:60],
    jpeg()[:200],
    docx()[:80],
    archive(TEXT)[:100],
    b"RIFF\xff\x00\x00\x00WEBPVP8X",
    b"\xff\xd8\xff\xe0",
]
PICTURES = {
    "png-of-169-megapixels": (FILES["png-of-169-megapixels"].make, PIXELS),
    "png-with-a-damaged-picture": (lambda: made_png(8, 8, data=b"no zlib"), OTHER),
    "jpeg-with-a-damaged-picture": (lambda: jpeg()[:200] + jpeg()[-2:], OTHER),
    "webp-of-281-terapixels": (lambda: webp(b"VP8X", bytes(4) + b"\xff" * 6), PIXELS),
    "webp-of-268-megapixels-without-loss": (lambda: webp(b"VP8L", b"\x2f" + b"\xff" * 4 + bytes(5)), PIXELS),
    "webp-of-268-megapixels": (lambda: webp(b"VP8 ", b"\x00\x00\x00\x9d\x01\x2a" + b"\xff" * 4), PIXELS),
    "webp-of-5000-frames": (lambda: webp(b"VP8X", bytes(4) + b"\x7f\x00\x00" * 2, *[(b"ANMF", b"")] * 5_000), PIXELS),
    "webp-of-30000-parts": (lambda: webp(b"VP8X", bytes(10), *[(b"XMP ", b"")] * 30_000), OTHER),
    "webp-of-an-unknown-kind": (lambda: webp(b"VP9 ", bytes(10)), OTHER),
    "webp-without-a-picture": (lambda: webp(b"VP8X", bytes(10)), OTHER),
    "webp-cut-off": (lambda: webp(b"VP8X", bytes(10))[:-1], OTHER),
}


def webp(kind: bytes, data: bytes, *more: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        name + struct.pack("<I", len(part)) + part + bytes(len(part) & 1) for name, part in ((kind, data), *more)
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


@pytest.mark.parametrize("name", PICTURES)
def test_refused_before_it_is_drawn_anew(name: str) -> None:
    make, sentence = PICTURES[name]
    with pytest.raises(InvalidInput, match=re.escape(sentence)):
        check_upload(upload(make(), f"logo.{name.partition('-')[0]}"), purposes.require("test.logo"))


@pytest.mark.parametrize(
    "name", ["png-of-169-megapixels", "png-of-18-exapixels", "jpeg-of-4-gigapixels", "png-of-5000-frames"]
)
@pytest.mark.parametrize("purpose", [PAPERS, LOGO], ids=["kept", "drawn anew"])
def test_a_picture_that_is_too_large_is_never_given_to_a_decoder(
    name: str, purpose: Purpose, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = FILES[name].make()
    monkeypatch.setattr(Image, "open", lambda *args, **kwargs: pytest.fail("a decoder was asked"))
    tracemalloc.start()
    with pytest.raises(InvalidInput, match="too many pixels"):
        check_upload(upload(content, FILES[name].name), purpose)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(content) + 1_000_000


def large(name: str) -> bytes:
    """Twenty megabytes that are good."""
    noise = random.Random(1).randbytes(20_000_000)
    if name.endswith(".pdf"):
        return PDF[:9] + b"(" + noise + b")\n" + PDF[9:]
    if name.endswith(".docx"):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as packed:
            for part, text in WORD.items():
                packed.writestr(part, text)
            packed.writestr("word/media/film.mp4", noise)
        return content.getvalue()
    return made_png(8, 8, data=noise)


@pytest.mark.parametrize("name", ["scan.pdf", "film.docx", "scan.png"])
def test_a_large_file_is_never_in_memory_as_a_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(large(name))
    with path.open("rb") as content:
        tracemalloc.start()
        checked = check_upload(File(content, name=name), PAPERS)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert checked.size > 20_000_000
    assert peak < 4_000_000


@settings(deadline=None)
@given(
    name=st.text(max_size=200) | st.lists(st.sampled_from(SIGNS), max_size=60).map("".join),
    extension=st.sampled_from([*KINDS]),
)
def test_any_name_becomes_one_that_is_safe_everywhere(name: str, extension: str) -> None:
    clean = clean_name(name, extension=extension)
    stem, found = split_extension(clean)
    assert found == extension
    assert stem
    assert len(clean) <= LONGEST
    assert len(clean.encode()) <= LONGEST_BYTES
    assert not set(clean) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for char in clean)
    assert clean == clean.strip()
    assert not clean.startswith(".")
    assert stem.split(".")[0].strip().casefold() not in ("con", "prn", "aux", "nul", "com1", "lpt9")
    assert clean_name(clean, extension=extension) == clean


@settings(deadline=None)
@given(
    content=st.binary(min_size=1, max_size=300),
    start=st.sampled_from(STARTS),
    name=st.sampled_from([f"a.{kind}" for kind in KINDS]),
)
def test_any_content_is_taken_or_refused_with_a_sentence(content: bytes, start: bytes, name: str) -> None:
    for purpose in (EVERYTHING, LOGO):
        assert answer_to(upload(start + content, name), purpose).endswith(".")


def answer_to(offered: File[bytes], purpose: Purpose) -> str:
    try:
        return f"{check_upload(offered, purpose).content_type}."
    except InvalidInput as refusal:
        return str(refusal.message)
