"""Why the content of a file is not taken, and what people read then."""

from __future__ import annotations

import enum

from django.utils.translation import gettext as _


class Why(enum.Enum):
    """Each has a sentence that says what to do: see :func:`sentence`."""

    OTHER = "other"
    """Something else than the name says, cut off, or damaged."""
    PIXELS = "pixels"
    """A picture larger than the setting UPLOAD_MAX_PIXELS."""
    ACTIVE = "active"
    """A PDF that would do something: a script, a command, files inside."""
    MACROS = "macros"
    """Macros, controls, programs or archives inside an office document."""
    PASSWORD = "password"  # noqa: S105
    """Nobody could read it."""
    BOMB = "bomb"
    """Small, and huge once it is unpacked."""
    REMOTE = "remote"
    """An office document that fetches a part of itself from elsewhere."""


class Refused(Exception):
    """The content is not taken. Raised by the checks of this app, and told to people as ``InvalidInput``."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why.value)


def sentence(why: Why, kind: str) -> str:
    """What people read, in their language. *kind* is how they call the kind of the file ("PDF")."""
    texts = {
        Why.OTHER: _(
            "The file is called %(kind)s, but its content is something else or damaged. Save it again and retry."
        ),
        Why.PIXELS: _("The picture has too many pixels. Make it smaller and try again."),
        Why.ACTIVE: _(
            "This PDF holds a script, a command or other files. Print it to a new PDF and add that one; "
            "add the other files one by one."
        ),
        Why.MACROS: _(
            "The document holds macros, programs or archives. Save it without them, or as PDF, and try again."
        ),
        Why.PASSWORD: _("The document is locked with a password. Save it without one and try again."),
        Why.BOMB: _("The file becomes far too large when it is opened. Save it anew, or as PDF, and try again."),
        Why.REMOTE: _("The document fetches parts of itself from another computer. Save it as PDF and add that one."),
    }
    return texts[why] % {"kind": kind}
