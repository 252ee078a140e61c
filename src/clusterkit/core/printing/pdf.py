"""Setting a paper in type: ReportLab with the site's own typeface, which has every letter of the four languages."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno
from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, Image, PageTemplate, Paragraph, Spacer

from clusterkit.core.printing.paper import Paper
from clusterkit.core.printing.setting import BOLD, REGULAR, Setting

FONTS: Final = Path(__file__).parent / "fonts"
MARGIN: Final = 22 * mm
HEAD: Final = 12 * mm
QUIET: Final = HexColor("#5b6470")


def as_pdf(paper: Paper) -> bytes:
    """The PDF of *paper*: A4, fonts embedded, the same bytes whenever the content is the same."""
    _register_fonts()
    with override(paper.language):
        buffer = BytesIO()
        document = BaseDocTemplate(
            buffer,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN + HEAD,
            bottomMargin=MARGIN,
            title=str(paper.title),
            author=str(paper.sender),
            creator="clusterkit",
            lang=paper.language,
            invariant=1,
        )
        frame = Frame(
            MARGIN,
            MARGIN,
            document.width,
            A4[1] - 2 * MARGIN - HEAD,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        setting = Setting(width=document.width, colour=HexColor(paper.colour))
        document.addPageTemplates([PageTemplate(frames=[frame], onPage=lambda canvas, _doc: _draw_page(canvas, paper))])
        document.build(_story(paper, setting), canvasmaker=_NumberedCanvas)
        return buffer.getvalue()


@cache
def _register_fonts() -> None:
    pdfmetrics.registerFont(TTFont(REGULAR, str(FONTS / "golos-text-regular.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(FONTS / "golos-text-semibold.ttf")))


def _story(paper: Paper, setting: Setting) -> list[Any]:
    story: list[Any] = []
    if paper.kicker:
        story.append(Paragraph(setting.escape(paper.kicker), setting.kicker(is_centred=paper.is_framed)))
    story.append(Paragraph(setting.escape(paper.title), setting.title(is_centred=paper.is_framed)))
    story.append(Spacer(1, 4 * mm))
    for block in paper.blocks:
        story.extend(setting.set(block, _qr))
    return story


def _qr(address: str) -> Any:
    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=8, border=2)
    picture.seek(0)
    return Image(picture, width=28 * mm, height=28 * mm)


def _draw_page(canvas: Any, paper: Paper) -> None:
    """What stands on every page: the sender's line, the foot, the frame."""
    width, height = A4
    canvas.saveState()
    colour = HexColor(paper.colour)
    if paper.is_framed:
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(1.6)
        canvas.rect(10 * mm, 10 * mm, width - 20 * mm, height - 20 * mm)
        canvas.setLineWidth(0.5)
        canvas.rect(11.5 * mm, 11.5 * mm, width - 23 * mm, height - 23 * mm)
    left = MARGIN
    if paper.logo:
        picture = ImageReader(BytesIO(paper.logo))
        pixels = picture.getSize()
        shown = min(40 * mm, 10 * mm * pixels[0] / max(pixels[1], 1))
        canvas.drawImage(
            picture,
            MARGIN,
            height - MARGIN - 3 * mm,
            width=shown,
            height=10 * mm,
            mask="auto",
            preserveAspectRatio=True,
            anchor="w",
        )
        left += shown + 4 * mm
    canvas.setFillColor(colour)
    canvas.setFont(BOLD, 10)
    canvas.drawString(left, height - MARGIN, _cut(str(paper.sender), 10, width - MARGIN - left))
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(0.8)
    canvas.line(MARGIN, height - MARGIN - 5 * mm, width - MARGIN, height - MARGIN - 5 * mm)
    if paper.footer:
        canvas.setFillColor(QUIET)
        canvas.setFont(REGULAR, 8)
        canvas.drawString(MARGIN, 15 * mm, _cut(str(paper.footer), 8, width - 2 * MARGIN - 30 * mm))
    canvas.restoreState()


def _cut(text: str, size: float, room: float) -> str:
    """As much of a line as its room holds."""
    text = " ".join(text.split())
    while text and pdfmetrics.stringWidth(text, BOLD, size) > room:
        text = text[:-2].rstrip() + "…"
    return text


class _NumberedCanvas(Canvas):
    """Says on each page how many there are, which is known at the end only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 # ReportLab's name
        """Keep the page until the number of pages is known."""
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined] # what its own showPage ends with

    def save(self) -> None:
        """Write the numbers and the file."""
        total = len(self._kept)
        for number, page in enumerate(self._kept, start=1):
            self.__dict__.update(page)
            if total > 1:
                self.setFillColor(QUIET)
                self.setFont(REGULAR, 8)
                text = _("page %(page)d of %(total)d") % {"page": number, "total": total}
                self.drawRightString(A4[0] - MARGIN, 15 * mm, text)
            super().showPage()
        super().save()
