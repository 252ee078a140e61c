"""Pages, scripts, programs and papers of other kinds, under their own names and under borrowed ones."""

from __future__ import annotations

import struct

from clusterkit.testing.factories.files import PDF, archive, docx, png
from tests.apps.files.hostile.kinds import EMPTY, KIND, OTHER, Hostile

HTML = b"<!DOCTYPE html><html><body><script>alert(document.cookie)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
UTF16_HTML = HTML.decode().encode("utf-16")
MHTML = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n"
    + HTML
)
HTA = b'<HTA:APPLICATION ID="x"><script language="VBScript">CreateObject("WScript.Shell").Run "calc"</script>'
LINK = b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00F" + bytes(56)
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(52) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00"
ELF = b"\x7fELF\x02\x01\x01" + bytes(57)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
GIF_SCRIPT = b"GIF89a/*" + bytes(8) + b"*/=1;alert(document.domain)//;"
ICO = struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, 40, 22) + bytes(40)
AVIF = b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(100)
TIFF = (
    b"II*\x00\x08\x00\x00\x00\x02\x00"
    + struct.pack("<HHII", 256, 4, 1, 400_000)
    + struct.pack("<HHII", 257, 4, 1, 400_000)
)
BMP = b"BM" + struct.pack("<IHHIIiiHH", 1 << 31, 0, 0, 54, 40, 40_000, 40_000, 1, 24) + bytes(24)
FORMULA = b'=cmd|\'/C calc\'!A0,"=HYPERLINK(""http://evil.example.org"")"\n'
JAVA: dict[str, str | bytes] = {"META-INF/MANIFEST.MF": "Main-Class: Evil", "Evil.class": b"\xca\xfe\xba\xbe"}
POSTSCRIPT = b"%!PS-Adobe-3.0\n(%pipe%id) (r) file\n%%EOF\n"
RTF = rb"{\rtf1\ansi{\*\objdata 0105000002000000}{\field{\*\fldinst DDEAUTO cmd}}}"


def _gif_of_frames() -> bytes:
    return GIF[:-1] + GIF[19:-1] * 5_000 + b";"


def _is(name: str, content: bytes, sentence: str, declared: str = "application/octet-stream") -> Hostile:
    return Hostile(name, lambda: content, sentence, declared=declared)


FILES = {
    "html": _is("page.html", HTML, KIND, "text/html"),
    "html-called-pdf": _is("page.pdf", HTML, OTHER, "application/pdf"),
    "html-after-blanks-called-pdf": _is("page.pdf", b"\n\r\n \t" + HTML, OTHER),
    "html-called-docx": _is("page.docx", HTML, OTHER),
    "html-called-png": _is("page.png", HTML, OTHER, "image/png"),
    "html-utf16-called-txt": _is("notes.txt", UTF16_HTML, KIND, "text/plain"),
    "html-utf16-called-pdf": _is("notes.pdf", UTF16_HTML, OTHER),
    "html-then-docx": _is("page.docx", HTML + docx(), OTHER),
    "mhtml": _is("page.mhtml", MHTML, KIND),
    "mhtml-called-pdf": _is("page.pdf", MHTML, OTHER),
    "svg": _is("logo.svg", SVG, KIND, "image/svg+xml"),
    "svg-called-pdf": _is("drawing.pdf", SVG, OTHER),
    "svg-called-png": _is("logo.png", SVG, OTHER, "image/svg+xml"),
    "svg-packed": _is("logo.svgz", b"\x1f\x8b\x08\x00" + bytes(20), KIND),
    "hta": _is("invoice.hta", HTA, KIND),
    "hta-called-pdf": _is("invoice.pdf", HTA, OTHER),
    "xml-stylesheet-called-docx": _is(
        "a.docx", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', OTHER
    ),
    "link": _is("charter.lnk", LINK, KIND),
    "link-called-pdf": _is("charter.pdf", LINK, OTHER),
    "link-of-two-extensions": _is("charter.pdf.lnk", LINK, KIND),
    "program": _is("setup.exe", PROGRAM, KIND),
    "program-called-pdf": _is("setup.pdf", PROGRAM, OTHER, "application/pdf"),
    "program-of-two-extensions": _is("invoice.pdf.exe", PROGRAM, KIND),
    "program-called-jpg": _is("photo.jpg", PROGRAM, OTHER),
    "elf-called-png": _is("photo.png", ELF, OTHER),
    "shell-called-jpg": _is("photo.jpg", b"#!/bin/sh\nrm -rf /\n", OTHER),
    "php-called-jpg": _is("photo.jpg", b"<?php system($_GET['c']); ?>", OTHER, "image/jpeg"),
    "php-of-two-extensions": _is("photo.jpg.php", b"<?php system($_GET['c']); ?>", KIND, "image/jpeg"),
    "java-called-docx": Hostile("charter.docx", lambda: archive(JAVA), OTHER),
    "java": Hostile("charter.jar", lambda: archive(JAVA), KIND),
    "zip": Hostile("papers.zip", lambda: archive({"a.pdf": PDF}), KIND),
    "csv-with-formula": _is("members.csv", FORMULA, KIND, "text/csv"),
    "csv-called-xlsx": _is("members.xlsx", FORMULA, OTHER),
    "rtf-called-docx": _is("charter.docx", RTF, OTHER),
    "word-of-1997": _is("charter.doc", OLE, KIND, "application/msword"),
    "word-of-1997-called-docx": _is("charter.docx", OLE, OTHER),
    "word-with-macros": Hostile("charter.docm", docx, KIND),
    "postscript-called-pdf": _is("charter.pdf", POSTSCRIPT, OTHER),
    "icon": _is("logo.ico", ICO, KIND),
    "icon-called-png": _is("logo.png", ICO, OTHER),
    "gif-and-script": _is("logo.gif", GIF_SCRIPT, KIND, "image/gif"),
    "gif-and-script-called-jpg": _is("logo.jpg", GIF_SCRIPT, OTHER),
    "gif-of-5000-frames": Hostile("logo.gif", _gif_of_frames, KIND),
    "gif-of-5000-frames-called-png": Hostile("logo.png", _gif_of_frames, OTHER),
    "avif": _is("photo.avif", AVIF, KIND),
    "avif-called-jpg": _is("photo.jpg", AVIF, OTHER),
    "tiff-of-160-gigapixels": _is("scan.tiff", TIFF, KIND),
    "tiff-called-jpg": _is("scan.jpg", TIFF, OTHER),
    "bmp-called-png": _is("scan.png", BMP, OTHER),
    "pdf-called-png": _is("scan.png", PDF, OTHER),
    "png-called-pdf": Hostile("scan.pdf", png, OTHER),
    "png-called-jpg": Hostile("scan.jpg", png, OTHER, declared="image/jpeg"),
    "nothing-called-pdf": _is("charter.pdf", b"", EMPTY),
    "nothing-called-png": _is("logo.png", b"", EMPTY),
    "one-byte-called-pdf": _is("charter.pdf", b"%", OTHER),
    "one-byte-called-png": _is("logo.png", b"\x89", OTHER),
    "one-byte-called-docx": _is("charter.docx", b"P", OTHER),
    "zeros-called-pdf": _is("charter.pdf", bytes(4_096), OTHER),
}
