"""What must be inside the zip-based files of office programs, and what may not.

The table of entries is read first; then the beginning of each XML part, never a whole part: a small file that
unpacks to gigabytes costs nothing here.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO, Final
from xml.etree import ElementTree

from clusterkit.files.kinds import FileKind
from clusterkit.files.refusals import Refused, Why

MAX_ENTRIES: Final = 5_000
MAX_UNPACKED: Final = 500 * 1024 * 1024
MAX_RATIO: Final = 200
RATIO_FREE: Final = 10 * 1024 * 1024
"""What unpacks to less is no bomb, however well it was packed."""
_MEDIA_TYPE_BYTES: Final = 200
_HEAD: Final = 64 * 1024
"""So much of a part is looked at; its first element must stand there."""
_TABLE: Final = 1024 * 1024
"""The longest part that is read whole: content types and relations."""
_MACRO_PARTS: Final = ("vbaproject", "vbadata", "macroenabled", "macrosheet", "activex", "attachedtoolbars")
_RUNS: Final = frozenset(
    [
        "exe",
        "dll",
        "com",
        "scr",
        "pif",
        "cpl",
        "msi",
        "msp",
        "bat",
        "cmd",
        "ps1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "wsh",
        "hta",
        "lnk",
        "reg",
        "jar",
        "sh",
        "py",
        "app",
        "apk",
        "htm",
        "html",
        "xht",
        "xhtml",
        "mht",
        "mhtml",
        "svgz",
        "swf",
        "zip",
        "rar",
        "7z",
        "gz",
        "bz2",
        "xz",
        "tar",
        "cab",
        "iso",
        "img",
        "vhd",
        "docm",
        "dotm",
        "xlsm",
        "xltm",
        "xlam",
        "xlsb",
        "pptm",
        "potm",
        "ppam",
        "ppsm",
        "sldm",
        "doc",
        "dot",
        "xls",
        "xlt",
        "ppt",
    ]
)
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")
_ENTITY: Final = re.compile(rb"<!\s*ENTITY")
_ELEMENT: Final = re.compile(rb"<[A-Za-z_]")
_FETCHED: Final = ("attachedTemplate", "oleObject", "frame", "subDocument", "package", "aFChunk", "control")
_OWN_DISK: Final = re.compile(r"(?:file:/{0,3})?[A-Za-z]:[\\/]|(?![\\/]{2})(?![A-Za-z][A-Za-z0-9+.-]*:)", re.IGNORECASE)
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    ElementTree.ParseError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)


def check_archive(content: IO[bytes], kind: FileKind) -> None:
    """Raises ``Refused`` unless the zip holds what a document of *kind* holds, and nothing that runs or reaches out."""
    content.seek(0, 2)
    length = content.tell()
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            _check_entries(archive.infolist(), length)
            names = {entry.filename for entry in archive.infolist()}
            if kind.family == "openxml":
                _check_open_xml(archive, names, kind)
            else:
                _check_open_document(archive, names, kind)
    except _DAMAGE as error:
        raise Refused(Why.OTHER) from error


def _check_entries(entries: list[zipfile.ZipInfo], length: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    # Entries that share their bytes are together longer than the file.
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or packed > length:
        raise Refused(Why.BOMB)
    if unpacked > RATIO_FREE and unpacked > packed * MAX_RATIO:
        raise Refused(Why.BOMB)
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise Refused(Why.OTHER)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Refused(Why.PASSWORD)
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0] or not entry.filename.isprintable():
            raise Refused(Why.OTHER)
        if parts[-1].rpartition(".")[2].casefold() in _RUNS:
            raise Refused(Why.MACROS)


def _check_open_xml(archive: zipfile.ZipFile, names: set[str], kind: FileKind) -> None:
    if "[Content_Types].xml" not in names or kind.marker not in names:
        raise Refused(Why.OTHER)
    if any(part in name.casefold() for name in names for part in _MACRO_PARTS):
        raise Refused(Why.MACROS)
    for name in names:
        plain = name.casefold()
        if plain == "[content_types].xml" or plain.endswith(".rels"):
            _check_table(_whole(archive, name))
        elif plain.endswith((".xml", ".vml")):
            _check_start(archive, name, _DOCTYPE)


def _check_table(data: bytes) -> None:
    """Content types and relations: what they name may be called anything, so their words are read."""
    if _DOCTYPE.search(data.replace(b"\x00", b"")):
        raise Refused(Why.OTHER)
    # Without a DOCTYPE there are no entities to grow or to fetch.
    for element in ElementTree.fromstring(data).iter():  # noqa: S314
        kind = f"{element.get('ContentType', '')} {element.get('Type', '')}"
        if any(part in kind.casefold() for part in _MACRO_PARTS):
            raise Refused(Why.MACROS)
        if element.get("TargetMode", "").casefold() != "external" or kind.rpartition("/")[2] not in _FETCHED:
            continue
        # Word writes the template of the author's own disk into every document made with it.
        if not _OWN_DISK.match(element.get("Target", "").strip()):
            raise Refused(Why.REMOTE)


def _check_open_document(archive: zipfile.ZipFile, names: set[str], kind: FileKind) -> None:
    if "mimetype" not in names or "content.xml" not in names:
        raise Refused(Why.OTHER)
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Refused(Why.MACROS)
    with archive.open("mimetype") as entry:
        if entry.read(_MEDIA_TYPE_BYTES).decode("ascii", "replace").strip() != kind.marker:
            raise Refused(Why.OTHER)
    for name in names:
        if not name.casefold().endswith((".xml", ".rdf")):
            continue
        # Old office programs write a plain DOCTYPE, so only entities are refused.
        head = _check_start(archive, name, _ENTITY)
        if name == "META-INF/manifest.xml" and b"encryption-data" in head:
            raise Refused(Why.PASSWORD)


def _check_start(archive: zipfile.ZipFile, name: str, forbidden: re.Pattern[bytes]) -> bytes:
    """The first bytes of a part, which must come to its first element: what declares entities stands before that."""
    with archive.open(name) as part:
        # Without zeros the signs of UTF-16 read as those of UTF-8.
        head = part.read(_HEAD).replace(b"\x00", b"")
    if forbidden.search(head) or not _ELEMENT.search(head):
        raise Refused(Why.OTHER)
    return head


def _whole(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        data = part.read(_TABLE + 1)
    if len(data) > _TABLE:
        raise Refused(Why.BOMB)
    return data
