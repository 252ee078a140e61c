"""What is taken and what is not, by content."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pytest_django import Settings

from clusterkit.core.exceptions import InvalidInput
from clusterkit.files.names import clean_name
from clusterkit.files.registry import Purpose, purposes
from clusterkit.files.validators import check_upload
from clusterkit.testing.factories.files import PDF, archive, docx, png, upload

OPEN_DOCUMENT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}


def jpeg_with_place() -> bytes:
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (200, 100), "red").save(content, "JPEG", exif=exif)
    return content.getvalue()


def huge_png() -> bytes:
    """A few bytes that claim to be 60,000 x 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def name_of(value: object) -> str:
    """The id of a parameter: archives hold the time, so their bytes would name a test differently in each worker."""
    return value if isinstance(value, str) else "content"


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (PDF, "charter.PDF", "application/pdf"),
        (docx(), "charter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (archive(OPEN_DOCUMENT), "charter.odt", "application/vnd.oasis.opendocument.text"),
        (png(), "scan.png", "image/png"),
        (jpeg_with_place(), "scan.jpeg", "image/jpeg"),
    ],
    ids=name_of,
)
def test_taken(content: bytes, name: str, content_type: str) -> None:
    checked = check_upload(upload(content, name), purposes.require("test.document"))
    assert checked.content_type == content_type
    assert checked.size == len(content)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pdf"),
        (b"%PDF-1.7 cut off", "cut.pdf"),
        (b"MZ\x90\x00" + bytes(100), "program.pdf"),
        (b"<html><script>alert(1)</script>", "page.png"),
        (PDF, "pdf-called.png"),
        (png(), "png-called.pdf"),
        (png(), "png-called.jpg"),
        (png()[:40], "cut.png"),
        (PDF, "page.html"),
        (PDF, "noextension"),
        (PDF + bytes(200_001), "large.pdf"),
        (docx()[:-30], "cut.docx"),
        (archive({"anything": "x"}), "zip.docx"),
        (archive(OPEN_DOCUMENT), "odt-called.docx"),
        (docx(), "docx-called.odt"),
        (archive({**OPEN_DOCUMENT, "mimetype": "application/zip"}), "other.odt"),
        (archive({**OPEN_DOCUMENT, "Basic/script-lc.xml": "x"}), "macro.odt"),
        (
            archive({"[Content_Types].xml": "x", "word/document.xml": "x", "word/vbaProject.bin": "x"}),
            "macro.docx",
        ),
        (archive({"[Content_Types].xml": "x", "word/document.xml": "x", "../../etc/passwd": "x"}), "climb.docx"),
        (archive({"[Content_Types].xml": "x", "word/document.xml": bytes(60_000_000)}), "bomb.docx"),
        (huge_png(), "huge.png"),
    ],
    ids=name_of,
)
def test_refused(content: bytes, name: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_upload(upload(content, name), purposes.require("test.document"))
    assert refusal.value.field == "file"
    assert str(refusal.value.message)


def test_refusal_names_what_would_be_taken() -> None:
    with pytest.raises(InvalidInput, match="PDF, JPG, PNG, DOCX, ODT, up to 195"):
        check_upload(upload(b"x", "a.exe"), purposes.require("test.document"))


def test_pixel_cap_is_the_setting(settings: Settings) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "UPLOAD_MAX_PIXELS": 63}
    with pytest.raises(InvalidInput, match="too many pixels"):
        check_upload(upload(png(8, 8), "a.png"), purposes.require("test.document"))


def test_redrawn_picture_is_a_small_png_without_passengers() -> None:
    checked = check_upload(upload(jpeg_with_place(), "our logo.jpg"), purposes.require("test.logo"))
    assert (checked.name, checked.content_type) == ("our logo.png", "image/png")
    content = checked.content.read()
    assert checked.size == len(content)
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (64, 32)
        assert not image.getexif()
    assert b"taken at home" not in content


def test_redrawn_picture_keeps_transparency() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (8, 8), (1, 2, 3, 0)).save(content, "WEBP", lossless=True)
    checked = check_upload(upload(content.getvalue(), "mark.webp"), purposes.require("test.logo"))
    with Image.open(checked.content) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Устав завода.pdf", "Устав завода.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\charter.pdf", "charter.pdf"),
        ("invoice\u202egpj.pdf", "invoicegpj.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"),
        ("  . .pdf", "file.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("scan.JPEG.pdf", "scan.JPEG.pdf"),
    ],
)
def test_names(name: str, clean: str) -> None:
    assert clean_name(name, extension="pdf") == clean


def test_a_purpose_must_be_checkable() -> None:
    with pytest.raises(ValueError, match="exe"):
        purposes.register(Purpose(code="bad", allowed={"exe"}, may_read=lambda actor, stored: True))
    with pytest.raises(LookupError):
        purposes.require("bad")


def test_a_file_object_of_any_kind_is_taken() -> None:
    assert check_upload(ContentFile(PDF, name="a.pdf"), purposes.require("test.document")).name == "a.pdf"
