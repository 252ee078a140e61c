"""Rows as tables to take home: CSV line by line, or XLSX with typed cells. Neither brings a formula of somebody else's."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Literal, TypeAlias, cast

from django.utils import timezone
from django.utils.functional import Promise

Cell: TypeAlias = str | int | float | Decimal | bool | date | datetime | Promise | None

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Kind = Literal["csv", "xlsx"]
KINDS: Mapping[str, str] = {"csv": CSV, "xlsx": XLSX}
"""The kinds of tables, each with its type of content."""

XLSX_TEXT = 32_767
"""So many characters a cell of a spreadsheet holds."""
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDEST, _NARROWEST = 60, 10
_TITLE_LENGTH = 31
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Sheet:
    """One table: its title, the names of its columns and its rows, which are read once, one after the other.

    ``widths`` are those of the columns in characters; where none is given the name of the column says it.
    """

    title: str
    header: Sequence[Cell]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Export:
    """A table on its way: its type, its bytes (a file, or portions) and how many rows it has."""

    content_type: str
    content: IO[bytes] | Iterator[bytes]
    rows: int


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


def csv_file(header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """A CSV file, open at its beginning: for rows that have to be read before the answer begins."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (who takes it closes it)
    for line in csv_lines(header, rows):
        file.write(line)
    file.seek(0)
    return file


def xlsx_file(title: str, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """An XLSX file of one sheet; see :func:`xlsx_book`."""
    return xlsx_book([Sheet(title, header, rows)])


def xlsx_book(sheets: Iterable[Sheet]) -> IO[bytes]:
    """An XLSX file, open at its beginning: numbers are numbers, moments are moments in the time zone in force.

    It is written row by row into a temporary file, so that long tables cost no memory. The names of the columns stay in
    sight while one scrolls.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book, sheet)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (who takes it closes it)
    book.save(file)
    file.seek(0)
    return file


def _write_sheet(book: Any, table: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(str(table.title).translate(_NOT_IN_TITLES).strip("' ")[:_TITLE_LENGTH])
    sheet.freeze_panes = "A2"
    widths = dict(enumerate(table.widths))
    for index, name in enumerate(table.header):
        width = max(widths.get(index, 0), min(max(len(str(name)) + 4, _NARROWEST), _WIDEST))
        sheet.column_dimensions[get_column_letter(index + 1)].width = width
    for number, row in enumerate(_with_header(table.header, table.rows)):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet)
            _fill(cell, value)
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)


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
