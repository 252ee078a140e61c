"""What a paper consists of, from top to bottom. All texts are plain: markup in them is printed as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Heading:
    """A heading inside the paper."""

    text: Words


@dataclass(frozen=True)
class Text:
    """A paragraph; its line breaks are kept. ``is_quiet`` prints it small and grey, ``is_centred`` in the middle."""

    text: Words
    is_quiet: bool = False
    is_centred: bool = False
    is_large: bool = False


@dataclass(frozen=True)
class Lines:
    """A list, one line each."""

    rows: Sequence[Words]


@dataclass(frozen=True)
class Facts:
    """Names with their values, in two columns."""

    rows: Sequence[tuple[Words, Words]]


@dataclass(frozen=True)
class Grid:
    """A table. ``widths`` are shares of the line; the head is repeated on each page."""

    head: Sequence[Words]
    rows: Sequence[Sequence[Words]]
    widths: Sequence[float] = ()


@dataclass(frozen=True)
class Signatures:
    """Places to sign by hand: the office or role, and the name."""

    rows: Sequence[tuple[Words, Words]]


@dataclass(frozen=True)
class Code:
    """A QR code of *address* with a line that says what it opens."""

    address: str
    text: Words


@dataclass(frozen=True)
class Name:
    """Whom the paper is about, large and in the middle; a long name is set smaller."""

    text: Words


@dataclass(frozen=True)
class Rule:
    """A short line in the paper's colour, in the middle."""


@dataclass(frozen=True)
class Stretch:
    """Free room that takes its ``share`` of what the rest of a framed page leaves; nothing on other papers."""

    share: float = 1


@dataclass(frozen=True)
class Columns:
    """Two columns side by side, of equal width."""

    left: Sequence[Block]
    right: Sequence[Block]


@dataclass(frozen=True)
class Gap:
    """Free room, in millimetres."""

    height: float = 6


Block = Heading | Text | Lines | Facts | Grid | Signatures | Code | Name | Rule | Stretch | Columns | Gap
