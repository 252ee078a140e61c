"""What a hostile file is, and the sentences with which they are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

KIND = "This kind of file is not taken here. Choose one of these: "
OTHER = "but its content is something else or damaged. Save it again and retry."
EMPTY = "file is empty"
PIXELS = "The picture has too many pixels. Make it smaller and try again."
ACTIVE = "This PDF holds a script, a command or other files. Print it to a new PDF"
PROGRAMS = "The document holds macros, programs or archives. Save it without them"
PASSWORD = "The document is locked with a password. Save it without one and try again."
BOMB = "The file becomes far too large when it is opened. Save it anew"
REMOTE = "The document fetches parts of itself from another computer. Save it as PDF"

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpg": "image/jpeg",
    "png": "image/png",
}


@dataclass(frozen=True)
class Hostile:
    """A file under the name that its sender gives it.

    ``sentence`` is a part of the refusal; empty where the file is taken and served so that it does no harm, under the
    name ``served_as``. ``declared`` is the Content-Type that the sender claims.
    """

    name: str
    make: Callable[[], bytes]
    sentence: str = ""
    served_as: str = ""
    declared: str = "application/octet-stream"
