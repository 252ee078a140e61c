"""What files are for. An app registers its purposes in ``ready()`` and so says who may read such a file.

::

    register_purpose(
        Purpose(
            code="membership.document",
            label=_("Document of an application"),
            allowed={"pdf", "docx", "jpg"},
            may_read=lambda actor, stored_file: …,
        )
    )
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clusterkit.core.conf import conf
from clusterkit.files.kinds import ALIASES, KINDS

if TYPE_CHECKING:
    from clusterkit.core.policies import Actor
    from clusterkit.files.models import StoredFile

MayDo = Callable[["Actor", "StoredFile"], bool]


def _uploader_or_office(actor: Actor, stored_file: StoredFile) -> bool:
    return actor.is_coordinator or (actor.user_id is not None and stored_file.uploaded_by_id == actor.user_id)


@dataclass(frozen=True)
class Purpose:
    """What a file is for.

    ``allowed`` are the extensions taken ("jpg" stands for "jpeg" too). ``may_read`` answers for one actor and
    one file, ``may_remove`` likewise (by default who uploaded it, and coordinators). ``max_bytes`` is the
    greatest size in bytes (by default the setting UPLOAD_MAX_BYTES). ``inline`` lets a browser show images
    instead of saving them; ``cacheable`` lets it keep them for a day (for what everybody may see, such as
    logos); ``redraw`` draws images anew, at most ``max_side`` pixels wide or high: what was hidden in them
    (places, scripts) is gone. ``confidential`` writes each download to the audit log: who, when, which.
    """

    code: str
    allowed: Collection[str]
    may_read: MayDo
    label: str | Promise = ""
    may_remove: MayDo = field(default=_uploader_or_office)
    max_bytes: int | None = None
    inline: bool = False
    cacheable: bool = False
    redraw: bool = False
    confidential: bool = False
    max_side: int = 2000

    @property
    def limit(self) -> int:
        """The greatest size in bytes."""
        return self.max_bytes if self.max_bytes is not None else cast(int, conf.UPLOAD_MAX_BYTES)

    @property
    def extensions(self) -> list[str]:
        """The extensions taken, in the order in which people are told of them."""
        names = {ALIASES.get(name, name) for name in self.allowed}
        return [name for name in KINDS if name in names]

    @property
    def hint(self) -> str:
        """A line for people: which kinds and how large."""
        kinds = ", ".join(KINDS[name].label for name in self.extensions)
        return _("%(kinds)s, up to %(size)s") % {"kinds": kinds, "size": size_text(self.limit)}


class Purposes:
    """The registry of purposes."""

    def __init__(self) -> None:
        self._purposes: dict[str, Purpose] = {}

    def register(self, purpose: Purpose) -> Purpose:
        """Add *purpose*; a later one with its code (a host's) replaces it.

        Raises ``ValueError`` for an extension that the platform cannot check.
        """
        unknown = {ALIASES.get(name, name) for name in purpose.allowed} - set(KINDS)
        if unknown or not purpose.allowed:
            raise ValueError(f"The purpose {purpose.code!r} allows kinds that cannot be checked: {sorted(unknown)}")
        self._purposes[purpose.code] = purpose
        return purpose

    def get(self, code: str) -> Purpose | None:
        """The purpose of this code; None where its app is not installed any more."""
        return self._purposes.get(code)

    def require(self, code: str) -> Purpose:
        """The purpose of this code. Raises ``LookupError`` for an unknown one."""
        purpose = self._purposes.get(code)
        if purpose is None:
            raise LookupError(f"No purpose of files is called {code!r}")
        return purpose

    def forget(self, code: str) -> None:
        """Take the purpose out again (for tests)."""
        self._purposes.pop(code, None)

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self._purposes.values())


purposes = Purposes()
register_purpose = purposes.register
get = purposes.get


def purpose_label(code: str) -> str | Promise:
    """The label of the purpose of this code; the code where its app is gone."""
    purpose = purposes.get(code)
    return purpose.label or code if purpose is not None else code


def size_text(size: int) -> str:
    """A size in bytes for people: "20 MB", "1.5 MB", "340 KB"."""
    from django.template.defaultfilters import filesizeformat

    text = filesizeformat(size)
    for mark in (".0", ",0"):
        text = text.replace(f"{mark}\xa0", "\xa0")
    return text
