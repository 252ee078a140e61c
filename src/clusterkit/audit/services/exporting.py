"""Taking a log out as a table, in portions: neither memory nor the time until the first line grows with the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.audit.models import LogRow
from clusterkit.audit.wording import LogEntry, log_entries
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Action, Actor, policy_of
from clusterkit.core.tables import KINDS, Cell, Export, Kind, csv_lines, xlsx_file
from clusterkit.tenancy.context import required_schema, schema_context

PORTION = 500
XLSX_ROWS = 20_000
"""A spreadsheet is written before it is sent, so it has an end; a CSV file has none."""

_TOO_LONG: str | Promise = gettext_lazy(
    "A spreadsheet takes %(most)s entries, and these are %(count)s. Narrow the days, or take CSV."
)


def export_log(
    *, actor: Actor, action: Action, rows: QuerySet[Any], kind: Kind, narrowed: Mapping[str, str] | None = None
) -> Export:
    """The *rows* of a log, newest first, as far as *actor* may see them; that they were taken is written into the log.

    *narrowed* says by what they were filtered, for the log. The table ends with what was there when it was asked for.
    Raises ``NotPermitted``, and ``InvalidInput`` for more than a spreadsheet takes.
    """
    policy = policy_of(rows.model)
    policy.require(actor, action)
    visible = policy.visible_to(actor, rows).order_by("-pk")
    with transaction.atomic():
        newest = rows.model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        visible = visible.filter(pk__lte=newest)
        count = visible.count()
        if kind == "xlsx" and count > XLSX_ROWS:
            raise InvalidInput(_TOO_LONG % {"most": XLSX_ROWS, "count": count})
        told = {"rows": count, "as": kind, **({"narrowed": dict(narrowed)} if narrowed else {})}
        ports.record(actor=actor, action=action.code, target=None, after=told)
    cells = _portions(visible, actor)
    content = xlsx_file(_("Audit log"), _header(), cells) if kind == "xlsx" else csv_lines(_header(), cells)
    return Export(KINDS[kind], content, count)


def _portions(rows: QuerySet[Any], actor: Actor) -> Iterator[list[Cell]]:
    """Each portion is read where and how it was asked for: when it is sent, the request is over."""
    where = required_schema("An export"), translation.get_language(), timezone.get_current_timezone()
    return _read(rows, actor, *where)


def _read(rows: QuerySet[Any], actor: Actor, schema: str, language: str | None, zone: Any) -> Iterator[list[Cell]]:
    last: int | None = None
    while True:
        with schema_context(schema), translation.override(language or "en"), timezone.override(zone):
            some: list[LogRow] = list((rows if last is None else rows.filter(pk__lt=last))[:PORTION])
            cells = [_cells(entry) for entry in log_entries(some, actor)]
        yield from cells
        if len(some) < PORTION:
            return
        last = some[-1].pk


def _header() -> list[Cell]:
    return [
        _("Number"),
        _("When"),
        _("Who"),
        _("Person’s number"),
        _("Network address"),
        _("What"),
        _("Code"),
        _("Kind of thing"),
        _("Concerns"),
        _("Number of the thing"),
        _("Before and after"),
        _("Reason"),
    ]


def _cells(entry: LogEntry) -> list[Cell]:
    row = entry.row
    return [
        row.pk,
        timezone.localtime(row.at).replace(tzinfo=None),
        row.actor_name,
        _number(row.actor_pk),
        row.address,
        str(row.action_label),
        row.action,
        entry.kind,
        row.target_text,
        _number(row.target_pk),
        "; ".join(_in_words(entry.changes)),
        row.reason,
    ]


def _number(key: str) -> Cell:
    return int(key) if key.isascii() and key.isdigit() and len(key) < 16 else key


def _in_words(changes: Iterable[Any]) -> Iterator[str]:
    for change in changes:
        arrow = " → " if change.before and change.after else ""
        yield f"{change.name}: {change.before}{arrow}{change.after}"
