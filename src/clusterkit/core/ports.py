"""Holes that an upper room fills, so that the engine below need not know it.

``core`` announces what happened; ``audit`` writes it down, ``notifications`` tells people, ``tenancy`` runs
code after the commit in the right schema. Where a room is not installed its port does what the default here
says: nothing is audited or told, and ``on_commit`` is Django's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models, transaction
from django.utils.functional import Promise

from clusterkit.core.notices import MailTiming, Notice, NoticeKind, NoticeKinds, notice_kinds

if TYPE_CHECKING:
    from clusterkit.core.policies import Actor

__all__ = [
    "AuditEntry",
    "AuditName",
    "MailTiming",
    "Notice",
    "NoticeKind",
    "NoticeKinds",
    "Port",
    "audit",
    "choice_words",
    "is_enabled",
    "is_read_only",
    "make_viewer",
    "notice_kinds",
    "notices",
    "notify",
    "on_commit",
    "platform_audit",
    "record",
    "tier_label",
    "tier_step",
    "unread_count",
]

F = TypeVar("F", bound=Callable[..., Any])


class Port(Generic[F]):
    """One hole with its default. ``fill`` is called by the ``ready()`` of the room that owns the work.

    Filling a port twice with different functions raises ``RuntimeError``: two rooms must not fight.
    """

    def __init__(self, name: str, default: F) -> None:
        self.name = name
        self._default = default
        self._filled: F | None = None

    def fill(self, function: F) -> None:
        """Let *function* do the work of this port from now on."""
        if self._filled is not None and self._filled is not function:
            raise RuntimeError(f"The port {self.name!r} is filled already")
        self._filled = function

    @property
    def call(self) -> F:
        """The function that does the work now."""
        return self._filled if self._filled is not None else self._default

    @contextmanager
    def muted(self) -> Iterator[None]:
        """Do the default for the length of the block: an import of old data tells nobody of what happened long ago."""
        kept, self._filled = self._filled, None
        try:
            yield
        finally:
            self._filled = kept

    @property
    def is_filled(self) -> bool:
        """Whether a room took this port."""
        return self._filled is not None


@dataclass(frozen=True)
class AuditEntry:
    """What is written down about one act. ``before`` and ``after`` hold JSON values only."""

    actor: Actor
    action: str
    target: models.Model | None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class AuditName:
    """How the page of the audit log says a value that is no field of its model, or no plain one.

    A model lists them in ``audit_names``, by the name under which its services write the value down::

        audit_names: ClassVar = {"kind": AuditName(_("kind"), kind_label), "message": AuditName("")}

    ``say`` turns one value into words. An empty ``label`` keeps the value off the page; the API has it.
    """

    label: str | Promise
    say: Callable[[Any], object] = str


def choice_words(choices: type[models.TextChoices]) -> Callable[[Any], object]:
    """A ``say`` for the values of *choices*; a value that is none of them is said as it is."""
    return lambda value: dict(choices.choices).get(value, value)


def _no_audit(entry: AuditEntry) -> None:
    return None


def _no_notices(notices: Iterable[Notice]) -> None:
    return None


def _plain_on_commit(function: Callable[[], None]) -> None:
    transaction.on_commit(function)


def _same(text: str) -> str:
    return text


def _nothing(text: str) -> str:
    return ""


def _no_viewer(user: Any, *, address: str | None = None) -> Actor:
    raise RuntimeError("clusterkit.access is not installed, so nobody has a standing")


def _none_unread(viewer: Actor) -> int:
    return 0


def _all_enabled(app_label: str) -> bool:
    return True


def _never() -> bool:
    return False


audit: Port[Callable[[AuditEntry], None]] = Port("audit", _no_audit)
platform_audit: Port[Callable[[AuditEntry], None]] = Port("platform_audit", _no_audit)
notices: Port[Callable[[Iterable[Notice]], None]] = Port("notices", _no_notices)
on_commit: Port[Callable[[Callable[[], None]], None]] = Port("on_commit", _plain_on_commit)
tier_label: Port[Callable[[str], str | Promise]] = Port("tier_label", _same)
tier_step: Port[Callable[[str], str | Promise]] = Port("tier_step", _nothing)
make_viewer: Port[Callable[..., Actor]] = Port("make_viewer", _no_viewer)
unread_count: Port[Callable[[Actor], int]] = Port("unread_count", _none_unread)
is_enabled: Port[Callable[[str], bool]] = Port("is_enabled", _all_enabled)
is_read_only: Port[Callable[[], bool]] = Port("is_read_only", _never)
"""Whether the site in force is kept for reading: it offers nothing to do, and no way to sign in."""


def record(
    *,
    actor: Actor,
    action: str,
    target: models.Model | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write one audit row through the port, in the running transaction."""
    audit.call(AuditEntry(actor, action, target, before or {}, after or {}, reason))


def notify(*items: Notice) -> None:
    """Hand notices to the port, in the running transaction. Empty recipient lists are dropped."""
    wanted = [item for item in items if item.recipients]
    if wanted:
        notices.call(wanted)
