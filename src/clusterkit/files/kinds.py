"""The kinds of files that the platform knows how to check, by extension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Family = Literal["image", "pdf", "openxml", "opendocument"]
_ZIP_SIGNATURES: Final = frozenset(
    {".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".docm", ".xlsm", ".pptm", ".xlsb", ".jar"}
)


@dataclass(frozen=True)
class FileKind:
    """One kind. ``signatures`` are the extensions by which puremagic may name its content.

    ``marker`` is the entry that a zip-based document must hold ("openxml"), or its media type ("opendocument"),
    or Pillow's name of the format ("image").
    """

    extension: str
    content_type: str
    family: Family
    signatures: frozenset[str]
    marker: str = ""

    @property
    def label(self) -> str:
        """How people call it: "PDF", "DOCX"."""
        return self.extension.upper()


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

KINDS: Final[dict[str, FileKind]] = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "application/pdf", "pdf", frozenset({".pdf"})),
        FileKind("jpg", "image/jpeg", "image", frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}), "JPEG"),
        FileKind("png", "image/png", "image", frozenset({".png"}), "PNG"),
        FileKind("webp", "image/webp", "image", frozenset({".webp"}), "WEBP"),
        FileKind("docx", f"{_OPEN_XML}wordprocessingml.document", "openxml", _ZIP_SIGNATURES, "word/document.xml"),
        FileKind("xlsx", f"{_OPEN_XML}spreadsheetml.sheet", "openxml", _ZIP_SIGNATURES, "xl/workbook.xml"),
        FileKind("pptx", f"{_OPEN_XML}presentationml.presentation", "openxml", _ZIP_SIGNATURES, "ppt/presentation.xml"),
        FileKind("odt", f"{_OPEN_DOCUMENT}text", "opendocument", _ZIP_SIGNATURES, f"{_OPEN_DOCUMENT}text"),
        FileKind(
            "ods", f"{_OPEN_DOCUMENT}spreadsheet", "opendocument", _ZIP_SIGNATURES, f"{_OPEN_DOCUMENT}spreadsheet"
        ),
        FileKind(
            "odp", f"{_OPEN_DOCUMENT}presentation", "opendocument", _ZIP_SIGNATURES, f"{_OPEN_DOCUMENT}presentation"
        ),
    )
}
ALIASES: Final = {"jpeg": "jpg", "jpe": "jpg"}


def kind_of_extension(extension: str) -> FileKind | None:
    """The kind of an extension without its dot, whatever its case; None for one that is not known."""
    plain = extension.lower().lstrip(".")
    return KINDS.get(ALIASES.get(plain, plain))
