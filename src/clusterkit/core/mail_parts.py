"""What features add to the mails of their notices: a calendar entry, a file. Made when a mail leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clusterkit.core.policies import Actor
    from clusterkit.core.ports import NoticeKind


@dataclass(frozen=True)
class MailPart:
    """Something that a mail carries beside its words: with a ``filename`` a file, without one another form of the whole."""

    content: str
    mimetype: str
    filename: str = ""


@dataclass(frozen=True)
class MailAbout:
    """The mail that is about to leave: the code of its kind, what it is about, and who gets it at which address."""

    kind: str
    target_label: str
    target_pk: str
    viewer: Actor
    address: str


MakeParts = Callable[[MailAbout], Sequence[MailPart]]


class MailParts:
    """Who adds to the mails of which kind. A part is made with the rights that the recipient has when the mail leaves."""

    def __init__(self) -> None:
        self._makers: dict[str, list[MakeParts]] = {}

    def register(self, make: MakeParts, *kinds: NoticeKind) -> None:
        """Let *make* add its parts to each mail of these kinds; twice the same is once."""
        for kind in kinds:
            makers = self._makers.setdefault(kind.code, [])
            if make not in makers:
                makers.append(make)

    def of(self, about: MailAbout) -> list[MailPart]:
        """The parts of one mail, in the language and time zone in force."""
        return [part for make in self._makers.get(about.kind, ()) for part in make(about)]


mail_parts = MailParts()
