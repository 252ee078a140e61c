"""Setting a paper in type: ReportLab with the site's own typeface, which has every letter of the four languages."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno
from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, Image, PageTemplate, Paragraph, Spacer

from clusterkit.core.printing.drawing import Drawing
from clusterkit.core.printing.paper import Paper
from clusterkit.core.printing.setting import BOLD, REGULAR, Setting, Spring

FONTS: Final = Path(__file__).parent / "fonts"
MARGIN: Final = 22 * mm
HEAD: Final = 12 * mm
LOGO_ON_WALL: Final = 26 * mm
QUIET: Final = HexColor("#5b6470")
_ROOT: Final = 3**0.5


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
        room = A4[1] - 2 * MARGIN - (0 if paper.is_framed else HEAD)
        frame = Frame(
            MARGIN,
            MARGIN,
            document.width,
            room,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        setting = Setting(width=document.width, colour=HexColor(paper.colour), is_framed=paper.is_framed)
        story = _story(paper, setting)
        if paper.is_framed:
            _spread(story, setting.width, room)
        document.addPageTemplates([PageTemplate(frames=[frame], onPage=lambda canvas, _doc: _draw_page(canvas, paper))])
        document.build(story, canvasmaker=_NumberedCanvas)
        return buffer.getvalue()


@cache
def _register_fonts() -> None:
    pdfmetrics.registerFont(TTFont(REGULAR, str(FONTS / "golos-text-regular.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(FONTS / "golos-text-semibold.ttf")))


def _story(paper: Paper, setting: Setting) -> list[Any]:
    story: list[Any] = []
    kicker = Paragraph(setting.escape(paper.kicker), setting.kicker(is_centred=paper.is_framed))
    title = Paragraph(setting.escape(paper.title), setting.title(is_centred=paper.is_framed))
    if paper.is_framed:
        logo = _logo(paper, LOGO_ON_WALL)
        if logo is not None:
            story += [logo, Spacer(1, 4 * mm)]
        story += [Paragraph(setting.escape(paper.sender), setting.sender()), Spring(1), title]
        story += [kicker] if paper.kicker else []
    else:
        story += [kicker, title] if paper.kicker else [title]
    story.append(Spacer(1, 4 * mm))
    for block in paper.blocks:
        story.extend(setting.set(block, _qr))
    return story


def _spread(story: list[Any], width: float, height: float) -> None:
    """Share the room that is left on one page out among its springs; a fuller paper goes over pages as any other."""
    springs = [item for item in story if isinstance(item, Spring)]
    needed, after = 0.0, 0.0
    for item in story:
        needed += item.wrap(width, height)[1] + max(after, item.getSpaceBefore())
        after = item.getSpaceAfter()
    left = height - needed - after - 1
    shares = sum(spring.share for spring in springs)
    for spring in springs:
        spring.height = max(0.0, left * spring.share / shares)


def _logo(paper: Paper, height: float) -> Any:
    """The logo at this height, from pixels or as a drawing; None where there is none that can be drawn."""
    if not paper.logo:
        return None
    if isinstance(paper.logo, str):
        try:
            return Drawing(paper.logo, height)
        except ValueError:
            return None
    pixels = ImageReader(BytesIO(paper.logo)).getSize()
    width = min(4 * height, height * pixels[0] / max(pixels[1], 1))
    return Image(BytesIO(paper.logo), width=width, height=height, kind="proportional")


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
        _draw_frame(canvas, colour)
        canvas.restoreState()
        return
    left = MARGIN
    logo = _logo(paper, 10 * mm)
    if isinstance(logo, Drawing):
        logo.paint(canvas, MARGIN, height - MARGIN - 3 * mm)
    elif logo is not None:
        logo.drawOn(canvas, MARGIN, height - MARGIN - 3 * mm)
    if logo is not None:
        left += logo.drawWidth if isinstance(logo, Image) else logo.width
        left += 4 * mm
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


def _draw_frame(canvas: Any, colour: Any) -> None:
    """A wide line, a thin one within, and between them a field of hexagons that is hardly seen."""
    width, height = A4
    inner = 15 * mm
    canvas.saveState()
    field = canvas.beginPath()
    field.rect(inner, inner, width - 2 * inner, height - 2 * inner)
    canvas.clipPath(field, stroke=0)
    canvas.setStrokeColor(Color(colour.red, colour.green, colour.blue, alpha=0.07))
    canvas.setLineWidth(0.7)
    side = 11 * mm
    cells = canvas.beginPath()
    for row in range(int(height / (1.5 * side)) + 2):
        for column in range(int(width / (side * _ROOT)) + 2):
            x = column * side * _ROOT + (row % 2) * side * _ROOT / 2
            y = row * 1.5 * side
            # Three sides of each: the neighbours draw the others.
            cells.moveTo(x - side * _ROOT / 2, y + side / 2)
            cells.lineTo(x, y + side)
            cells.lineTo(x + side * _ROOT / 2, y + side / 2)
            cells.lineTo(x + side * _ROOT / 2, y - side / 2)
    canvas.drawPath(cells, stroke=1, fill=0)
    canvas.restoreState()
    canvas.setStrokeColor(colour)
    for inset, line in ((9, 3.2), (11.5, 0.6), (15, 0.3)):
        canvas.setLineWidth(line)
        canvas.rect(inset * mm, inset * mm, width - 2 * inset * mm, height - 2 * inset * mm)


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
