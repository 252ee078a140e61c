"""Names of uploaded files, made safe to show, to send in a header and to save on any system."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST: Final = 150
_FORBIDDEN: Final = frozenset('<>:"|?*')


def split_extension(name: str) -> tuple[str, str]:
    """The name without its extension, and the extension without its dot ("" where there is none)."""
    stem, dot, extension = name.rpartition(".")
    return (stem, extension) if dot else (name, "")


def clean_name(name: str, *, extension: str) -> str:
    """A name for people that ends in *extension*: no folders, no invisible or control characters, not too long.

    Characters that turn the writing direction are dropped: with them "gpj.exe" can be shown as "exe.jpg".
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join("_" if char in _FORBIDDEN else char for char in last if not _is_hidden(char))
    stem = " ".join(split_extension(seen)[0].split()).strip(". ")
    return f"{stem[: LONGEST - len(extension) - 1].rstrip('. ') or 'file'}.{extension}"


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char).startswith("C") or unicodedata.category(char) in ("Zl", "Zp")
