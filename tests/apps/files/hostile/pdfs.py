"""PDFs that do something, or are something else besides."""

from __future__ import annotations

import zlib

from clusterkit.testing.factories.files import PDF, archive
from tests.apps.files.hostile.kinds import ACTIVE, BOMB, OTHER, Hostile
from tests.apps.files.hostile.strangers import HTML

END = b"trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def pdf(*objects: bytes, catalogue: bytes = b"") -> bytes:
    """A PDF of these objects; *catalogue* is added to its root."""
    parts = [b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>", b"<< /Type /Pages /Kids [] /Count 0 >>", *objects]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.7\n" + body + END


def packed(content: bytes, rest: bytes = b"/N 1 /First 4") -> bytes:
    """An object stream, packed as programs of today do."""
    data = zlib.compress(content, 9)
    return (
        b"<< /Type /ObjStm " + rest + b" /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(data), data)
    )


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def _is(content: bytes, sentence: str = "", declared: str = "application/pdf") -> Hostile:
    return Hostile("charter.pdf", lambda: content, sentence, "" if sentence else "charter.pdf", declared)


def _torn_script() -> bytes:
    """The name lies across the border of two pieces of reading."""
    start = pdf(b"<< /Length 0 >>")[: -len(END)]
    return start + b"%" + b"x" * (256 * 1024 - len(start) - 6) + b"\n/JavaScript (x)\n" + END


FILES = {
    "pdf-with-script": _is(pdf(SCRIPT), ACTIVE),
    "pdf-with-script-on-opening": _is(pdf(catalogue=b"/OpenAction " + SCRIPT), ACTIVE),
    "pdf-with-script-among-names": _is(pdf(catalogue=b"/Names << /JavaScript 4 0 R >>"), ACTIVE),
    "pdf-with-script-spelled-otherwise": _is(pdf(b"<< /S /J#61va#53cript /J#53 (app.alert\\(1\\)) >>"), ACTIVE),
    "pdf-with-script-in-packed-objects": _is(pdf(packed(b"9 0 " + SCRIPT)), ACTIVE),
    "pdf-with-script-in-packed-objects-with-a-long-dictionary": _is(
        pdf(packed(b"9 0 " + SCRIPT, b"/Comment (" + b"x" * 3_000 + b")")), ACTIVE
    ),
    "pdf-with-script-late-in-packed-objects": _is(pdf(packed(b"9 0 " + b"(x)" * 200_000 + SCRIPT)), ACTIVE),
    "pdf-with-script-on-a-border": Hostile("charter.pdf", _torn_script, ACTIVE),
    "pdf-that-starts-a-program": _is(pdf(b"<< /S /Launch /Win << /F (cmd.exe) /P (/c calc) >> >>"), ACTIVE),
    "pdf-with-a-file-inside": _is(
        pdf(b"<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>", b"<</Type/EmbeddedFile>>"), ACTIVE
    ),
    "pdf-with-files-among-names": _is(pdf(catalogue=b"/Names<</EmbeddedFiles 4 0 R>>"), ACTIVE),
    "pdf-with-a-film": _is(pdf(b"<< /Type /Annot /Subtype /RichMedia >>"), ACTIVE),
    "pdf-with-a-living-form": _is(pdf(catalogue=b"/AcroForm << /XFA [(template) 5 0 R] >>"), ACTIVE),
    "pdf-whose-objects-unpack-to-40-megabytes": Hostile("charter.pdf", lambda: pdf(packed(bytes(40_000_000))), BOMB),
    "pdf-whose-objects-are-damaged": _is(pdf(b"<< /Type /ObjStm >>\nstream\nnot packed at all\nendstream")),
    "pdf-that-opens-on-a-page": _is(pdf(catalogue=b"/OpenAction [3 0 R /Fit]")),
    "pdf-with-a-link": _is(pdf(b"<< /S /URI /URI (http://evil.example.org/) >>")),
    "pdf-and-html": _is(pdf(b"(" + HTML + b")"), declared="text/html"),
    "pdf-and-script": _is(b"%PDF-1.7/*\n*/=1;alert(1)/*\n" + PDF[9:] + b"%*/\n"),
    "pdf-and-zip": Hostile("charter.pdf", lambda: PDF + archive({"evil.html": HTML}), served_as="charter.pdf"),
    "pdf-declared-html": _is(PDF, declared="text/html; charset=utf-7"),
    "pdf-declared-svg": _is(PDF, declared="image/svg+xml"),
    "pdf-cut-off": _is(PDF[:-30], OTHER),
    "pdf-head-only": _is(b"%PDF-", OTHER),
    "pdf-behind-html": _is(HTML + PDF, OTHER),
    "pdf-behind-a-program": _is(b"MZ" + bytes(60) + PDF, OTHER),
}
