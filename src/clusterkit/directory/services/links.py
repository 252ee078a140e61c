"""The meter of links as a table to take home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor
from clusterkit.core.tables import KINDS, Cell, Export, Kind, Sheet, csv_file, xlsx_book
from clusterkit.directory.actions import VIEW_LINKS
from clusterkit.directory.meter.suppression import Figure
from clusterkit.directory.selectors.links import LinksMeter, links_meter

NUMBERS: Final = "numbers"
PAIRS: Final = "pairs"
TABLES: Final = (NUMBERS, PAIRS)
"""The two tables by their codes: numbers by quarter and sort, and pairs of organisations."""


@transaction.atomic
def export_links(*, actor: Actor, kind: Kind, code: str = "") -> Export:
    """Both tables as the sheets of one spreadsheet, or the one of this *code* as CSV or as a sheet.

    They hold what the page shows. That they were taken is written into the audit log. Raises ``NotPermitted``, and
    ``InvalidInput`` for a table that does not exist and for CSV of more than one.
    """
    if code and code not in TABLES:
        raise InvalidInput(_("There is no such table."), field="table")
    if kind == "csv" and not code:
        raise InvalidInput(_("A CSV file holds one table. Choose which one."), field="table")
    meter = links_meter(actor)
    sheets = [sheet for name, sheet in ((NUMBERS, _numbers(meter)), (PAIRS, _pairs(meter))) if code in ("", name)]
    rows = sum(len(list(sheet.rows)) for sheet in sheets)
    content = csv_file(sheets[0].header, sheets[0].rows) if kind == "csv" else xlsx_book(sheets)
    ports.record(actor=actor, action=VIEW_LINKS.code, target=None, after={"as": kind, "rows": rows})
    return Export(KINDS[kind], content, rows)


def _numbers(meter: LinksMeter) -> Sheet:
    header = [_("Links"), _("Quarter"), _("Between organisations"), _("All"), _("Share in per cent")]
    return Sheet(_("Links by quarter"), header, list(_number_rows(meter)), [40, 16, 20, 20, 20])


def _number_rows(meter: LinksMeter) -> Iterator[list[Cell]]:
    for row in meter.rows:
        for quarter, figure in zip(meter.quarters, row.figures, strict=True):
            yield [str(row.kind.label), quarter.label, *_cells(figure)]
        yield [str(row.kind.label), _("Two years"), *_cells(row.total)]


def _cells(figure: Figure) -> list[Cell]:
    return [_known(figure.crossing), _known(figure.total), _known(figure.share)]


def _known(number: int | None) -> Cell:
    return number if number is not None else _("not shown")


def _pairs(meter: LinksMeter) -> Sheet:
    rows: list[list[Cell]] = [[str(pair.first), str(pair.second), pair.people] for pair in meter.pairs]
    return Sheet(_("Pairs"), [_("Organisation"), _("Linked with"), _("People")], rows, [40, 40, 10])
