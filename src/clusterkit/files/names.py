"""Names of uploaded files, made safe to show, to send in a header and to save on any system."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 150
"""So many characters a name has at most, its extension included."""
LONGEST_BYTES: Final = 240
"""And so many bytes: disks take 255, and a browser adds " (1)"."""
_FORBIDDEN: Final = frozenset('<>:"|?*')
_HIDDEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""They take no ink or no room, though their categories do not say so."""
_DEVICE: Final = re.compile(
    r"(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE
)


def split_extension(name: str) -> tuple[str, str]:
    """The name without its extension, and the extension without its dot ("" where there is none)."""
    stem, dot, extension = name.rpartition(".")
    return (stem, extension) if dot else (name, "")


def clean_name(name: str, *, extension: str) -> str:
    """A name for people that ends in *extension*: no folders, no invisible or control characters, not too long.

    Characters that turn the writing direction are dropped: with them "gpj.exe" can be shown as "exe.jpg". A name that
    Windows keeps for a device ("nul.pdf") gets a line in front.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join("_" if char in _FORBIDDEN else char for char in last if not _is_hidden(char))
    stem = " ".join(split_extension(unicodedata.normalize("NFC", seen))[0].split()).strip(". ")
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    return f"{_shortened(stem, len(extension) + 1) or 'file'}.{extension}"


def _shortened(stem: str, taken: int) -> str:
    kept = stem[: LONGEST - taken].encode()[: LONGEST_BYTES - taken].decode(errors="ignore")
    return kept.rstrip(". ")


def _is_hidden(char: str) -> bool:
    is_selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return is_selector or char in _HIDDEN or unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
