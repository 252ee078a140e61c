"""Rows as a table to take home: CSV line by line, or XLSX with typed cells. Neither brings a formula of somebody else's."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, TypeAlias, cast

from django.utils import timezone
from django.utils.functional import Promise

Cell: TypeAlias = str | int | float | Decimal | bool | date | datetime | Promise | None

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX_TEXT = 32_767
"""So many characters a cell of a spreadsheet holds."""
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDEST, _NARROWEST = 60, 10


class _Line:
    """What the writer of ``csv`` writes to; it gives each line back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The lines of a CSV file as bytes, one after the other, with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Line())
    yield b"\xef\xbb\xbf"
    for row in _with_header(header, rows):
        yield cast(str, writer.writerow([_text(cell) for cell in row])).encode()


def xlsx_file(title: str, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """An XLSX file, open at its beginning: numbers are numbers, moments are moments in the time zone in force.

    It is written row by row into a temporary file, so that a long table costs no memory.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for index, name in enumerate(header, start=1):
        width = min(max(len(str(name)) + 4, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, row in enumerate(_with_header(header, rows)):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet)
            _fill(cell, value)
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (who takes it closes it)
    book.save(file)
    file.seek(0)
    return file


def harmless(text: str) -> str:
    """*text* in a form that no spreadsheet takes for a formula when it opens a CSV file."""
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text


def _with_header(header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield header
    yield from rows


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _local(cell).isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, str | Promise):
        return harmless(str(cell))
    return str(cell)


def _fill(cell: Any, value: Cell) -> None:
    """A text is a text, whatever it begins with: openpyxl alone would make a formula of it."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, datetime):
        value = _local(value)
    if isinstance(value, str | Promise):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:XLSX_TEXT]
        cell.data_type = "s"
    else:
        cell.value = value


def _local(moment: datetime) -> datetime:
    """Spreadsheets know no time zones."""
    return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).replace(tzinfo=None)
