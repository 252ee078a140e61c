"""How each block of a paper is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, HRFlowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from clusterkit.core.printing.blocks import (
    Block,
    Code,
    Columns,
    Facts,
    Gap,
    Grid,
    Heading,
    Lines,
    Name,
    Rule,
    Signatures,
    Stretch,
    Text,
    Words,
)

REGULAR: Final = "clusterkit"
BOLD: Final = "clusterkit-bold"
INK: Final = HexColor("#1b222b")
QUIET: Final = HexColor("#5b6470")
RULE: Final = HexColor("#c9d0d8")
PADDINGS: Final = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
SHADE: Final = HexColor("#eef2f6")


class Spring(Spacer):
    """Room without a height yet: what is left over is shared out when the rest of the page is known."""

    def __init__(self, share: float) -> None:
        super().__init__(1, 0)
        self.share = share


@dataclass(frozen=True)
class Setting:
    """The measures of one paper: the width of its column and the cluster's colour."""

    width: float
    colour: Any
    is_cell: bool = False
    is_framed: bool = False

    def set(self, block: Block, qr: Callable[[str], Any]) -> list[Any]:
        """The flowables of *block*; *qr* draws a code."""
        match block:
            case Heading():
                # Not alone at the foot of a page; ReportLab's own way would move a whole table with it.
                return [
                    CondPageBreak(35 * mm),
                    Paragraph(self.escape(block.text), self._style(13, BOLD, before=12, after=4)),
                ]
            case Text():
                style = self._style(
                    self._size(block),
                    BOLD if block.is_large else REGULAR,
                    after=5,
                    centred=block.is_centred,
                    quiet=block.is_quiet,
                )
                return [Paragraph(self.escape(block.text), style)]
            case Lines():
                style = self._style(10.5, after=3, indent=5 * mm)
                return [Paragraph(self.escape(row), style, bulletText="–") for row in block.rows]
            case Facts():
                return [self._facts(block), Spacer(1, 3 * mm)]
            case Grid():
                return [self._grid(block), Spacer(1, 4 * mm)]
            case Signatures():
                return self._kept([Spacer(1, 8 * mm), self._signatures(block)])
            case Code():
                return self._kept([self._code(block, qr)])
            case Name():
                return [self._name(block)]
            case Rule():
                return [HRFlowable(width=30 * mm, thickness=1.6, color=self.colour, spaceBefore=0, spaceAfter=0)]
            case Stretch():
                return [Spring(block.share)]
            case Columns():
                return [self._columns(block, qr)]
            case Gap():
                return [Spacer(1, block.height * mm)]

    def title(self, *, is_centred: bool) -> ParagraphStyle:
        """The style of the paper's title; on a paper to hang on the wall in its colour."""
        style = self._style(30 if is_centred else 19, BOLD, after=6, centred=is_centred)
        if is_centred:
            style.textColor = self.colour
            style.leading = 36
        return style

    def sender(self) -> ParagraphStyle:
        """The style of who issues a paper to hang on the wall."""
        return self._style(12, BOLD, after=2, centred=True)

    def kicker(self, *, is_centred: bool) -> ParagraphStyle:
        """The style of the line with number and date."""
        return self._style(12 if is_centred else 10, after=4, centred=is_centred, quiet=True)

    @staticmethod
    def escape(text: Words) -> str:
        """*text* as a paragraph shows it letter by letter, with its line breaks."""
        plain = "".join(letter for letter in str(text) if letter in "\n\t" or letter.isprintable())
        return escape(plain, quote=False).replace("\n", "<br/>")

    def _style(
        self,
        size: float,
        font: str = REGULAR,
        *,
        before: float = 0,
        after: float = 0,
        indent: float = 0,
        centred: bool = False,
        quiet: bool = False,
    ) -> ParagraphStyle:
        return ParagraphStyle(
            f"{font}-{size}",
            fontName=font,
            bulletFontName=REGULAR,
            bulletFontSize=size,
            fontSize=size,
            leading=size * 1.35,
            spaceBefore=before,
            spaceAfter=after,
            leftIndent=indent,
            alignment=TA_CENTER if centred else TA_LEFT,
            textColor=QUIET if quiet else INK,
            # A long word without a break must not run out of its cell.
            splitLongWords=1,
        )

    def _size(self, block: Text) -> float:
        """A paper on the wall is read from farther away."""
        if block.is_quiet:
            return 8.5
        if block.is_large:
            return 17 if self.is_framed else 15
        return 12 if self.is_framed else 10.5

    def _cell(self, text: Words, *, bold: bool = False, quiet: bool = False) -> Paragraph:
        return Paragraph(self.escape(text), self._style(9.5, BOLD if bold else REGULAR, quiet=quiet))

    def _facts(self, block: Facts) -> Table:
        rows = [[self._cell(name, quiet=True), self._cell(value)] for name, value in block.rows]
        table = Table(rows or [["", ""]], colWidths=[self.width * 0.34, self.width * 0.66])
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ]
            )
        )
        return table

    def _grid(self, block: Grid) -> Table:
        head = [self._cell(text, bold=True) for text in block.head]
        body = [[self._cell(text) for text in row] for row in block.rows]
        shares = list(block.widths) or [1.0] * len(block.head)
        widths = [self.width * share / sum(shares) for share in shares]
        table = Table([head, *body], colWidths=widths, repeatRows=1)
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("BACKGROUND", (0, 0), (-1, 0), SHADE),
                    ("LINEBELOW", (0, 0), (-1, 0), 0.9, self.colour),
                    ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
                ]
            )
        )
        return table

    def _signatures(self, block: Signatures) -> Table:
        if self.is_cell:
            return self._narrow_signatures(block)
        rows = [[self._cell(role), "", self._cell(name)] for role, name in block.rows]
        table = Table(rows, colWidths=[self.width * 0.36, self.width * 0.28, self.width * 0.36], rowHeights=14 * mm)
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
                    ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("LINEBELOW", (1, 0), (1, -1), 0.6, INK),
                ]
            )
        )
        return table

    def _narrow_signatures(self, block: Signatures) -> Table:
        """Above a line to sign on who signs, beneath it his name."""
        rows = [[self._cell(text)] for role, name in block.rows for text in (role, "", name)]
        table = Table(rows, colWidths=[self.width], rowHeights=[None, 11 * mm, None] * len(block.rows))
        lines = [("LINEBELOW", (0, place), (0, place), 0.6, INK) for place in range(1, len(rows), 3)]
        table.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), *lines]))
        return table

    def _name(self, block: Name) -> Paragraph:
        text = self.escape(block.text)
        for size in (26, 23, 20, 17, 14):
            paragraph = Paragraph(text, self._style(size, BOLD, centred=True))
            if paragraph.wrap(self.width, 1000 * mm)[1] <= 3 * size * 1.35 + 1:
                break
        return paragraph

    def _kept(self, flowables: list[Any]) -> list[Any]:
        """On one page; a cell of a table is on one page anyhow."""
        return flowables if self.is_cell else [KeepTogether(flowables)]

    def _columns(self, block: Columns, qr: Callable[[str], Any]) -> Table:
        room = 8 * mm
        half = Setting(width=(self.width - room) / 2, colour=self.colour, is_cell=True)
        cells = [[flowable for item in side for flowable in half.set(item, qr)] for side in (block.left, block.right)]
        table = Table([[cells[0], "", cells[1]]], colWidths=[half.width, room, half.width])
        style = [("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *((name, (0, 0), (-1, -1), 0) for name in PADDINGS)]
        table.setStyle(TableStyle(style))
        return table

    def _code(self, block: Code, qr: Callable[[str], Any]) -> Table:
        words = [self._cell(block.text), self._cell(block.address, quiet=True)]
        table = Table([[qr(block.address), words]], colWidths=[32 * mm, self.width - 32 * mm])
        table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, -1), 0)]))
        return table
