"""A paper before it is set in type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clusterkit.core.printing.blocks import Block, Words


@dataclass(frozen=True)
class Paper:
    """One document on A4.

    ``sender`` is who issues it (the cluster), printed above ``title``; ``kicker`` is a short line between the two, such
    as a number and a date. ``colour`` is the cluster's, as ``#rrggbb``. ``footer`` stands at the foot of every page.
    ``logo`` holds a PNG or JPEG, or the text of an SVG drawing. ``is_framed`` makes it one to hang on the wall: a frame, the
    logo above, everything in the middle, and ``Stretch`` spreads the blocks over the height of the page.
    ``language`` is written into the file for those who have it read aloud.
    """

    title: Words
    sender: Words
    language: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    kicker: Words = ""
    footer: Words = ""
    colour: str = "#1f4e79"
    logo: bytes | str = b""
    is_framed: bool = False
