"""The office takes its lists home: organisations, memberships, applications and the terms that end soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clusterkit.accounts.selectors import name_of
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.tables import KINDS, Cell, Export, Kind, Sheet, csv_file, xlsx_book
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors import organisations
from clusterkit.membership import actions
from clusterkit.membership.models import Application, Membership
from clusterkit.membership.selectors.figures import ending_terms, sent_applications
from clusterkit.membership.selectors.terms import visible_memberships

PORTION: Final = 500
"""So many rows are in memory at once."""


@dataclass(frozen=True)
class Column:
    """A column: its name, what stands in it, and how wide it is in characters."""

    label: str | Promise
    value: Callable[[Any], Cell]
    width: int = 0


@dataclass(frozen=True)
class TakenList:
    """A list that is taken home: ``rows`` gives what the actor may see."""

    code: str
    title: str | Promise
    rows: Callable[[Actor], QuerySet[Any]]
    columns: Sequence[Column]


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def _capital(value: Any) -> str:
    text = str(value)
    return text[:1].upper() + text[1:]


def _sectors(row: Organisation) -> str:
    return ", ".join(str(sector.name) for sector in row.sectors.all())


def _days_left(term: Membership) -> int:
    return (term.ends_on - timezone.localdate()).days


_ORGANISATION = Column(gettext_lazy("Organisation"), lambda row: str(row.organisation), 36)
_NUMBER = Column(gettext_lazy("Number"), lambda row: row.number)
_LEVEL = Column(gettext_lazy("Level"), lambda row: str(row.level.name), 20)
_STATUS = Column(gettext_lazy("Status"), lambda row: _capital(row.effective_status.label), 20)
_ENDS = Column(gettext_lazy("Last day"), lambda row: row.ends_on, 12)
_IN_FORCE = Column(gettext_lazy("In force until"), lambda row: row.grace_until, 12)
_ASKED = Column(gettext_lazy("Renewal asked for"), lambda row: row.renewal_asked_at, 18)


def _organisations(actor: Actor) -> QuerySet[Organisation]:
    return organisations(actor).order_by("sort_key", "pk")


def _memberships(actor: Actor) -> QuerySet[Membership]:
    return visible_memberships(actor).order_by("organisation__sort_key", "starts_on", "pk")


def _applications(actor: Actor) -> QuerySet[Application]:
    return sent_applications(actor).select_related("organisation", "assignee").order_by("submitted_at", "pk")


LISTS: Final[Mapping[str, TakenList]] = {
    item.code: item
    for item in (
        TakenList(
            "organisations",
            gettext_lazy("Organisations"),
            _organisations,
            (
                Column(gettext_lazy("Short name"), lambda row: str(row.short_name), 30),
                Column(gettext_lazy("Full name"), lambda row: str(row.name), 60),
                Column(pgettext_lazy("organisation", "Kind"), lambda row: _capital(row.get_kind_display()), 16),
                Column(gettext_lazy("Country"), lambda row: row.country),
                Column(gettext_lazy("Kind of number"), lambda row: row.number_label),
                Column(gettext_lazy("Number in the register"), lambda row: row.number, 18),
                Column(gettext_lazy("Region"), lambda row: str(row.get_region_display()), 20),
                Column(gettext_lazy("City"), lambda row: str(row.city), 20),
                Column(gettext_lazy("Sectors"), _sectors, 40),
                Column(gettext_lazy("Employees"), lambda row: str(row.get_size_display()), 20),
                Column(gettext_lazy("Founded in"), lambda row: row.founded),
                Column(gettext_lazy("Site"), lambda row: row.website, 30),
                Column(gettext_lazy("Founder of the cluster"), lambda row: _yes(row.is_founder)),
                Column(gettext_lazy("Shown on the site"), lambda row: _yes(row.is_published)),
                Column(gettext_lazy("Entered"), lambda row: row.created_at, 18),
            ),
        ),
        TakenList(
            "memberships",
            gettext_lazy("Memberships"),
            _memberships,
            (
                _ORGANISATION,
                _NUMBER,
                _LEVEL,
                _STATUS,
                Column(gettext_lazy("First day"), lambda row: row.starts_on, 12),
                _ENDS,
                _IN_FORCE,
                Column(gettext_lazy("Suspended on"), lambda row: row.suspended_on, 12),
                Column(gettext_lazy("Resumed on"), lambda row: row.resumed_on, 12),
                Column(gettext_lazy("Left on"), lambda row: row.resigned_on, 12),
                Column(gettext_lazy("Revoked on"), lambda row: row.revoked_on, 12),
                Column(gettext_lazy("Reason of the last change"), lambda row: row.reason, 40),
                _ASKED,
            ),
        ),
        TakenList(
            "applications",
            gettext_lazy("Applications"),
            _applications,
            (
                Column(gettext_lazy("Number"), lambda row: row.pk),
                _ORGANISATION,
                Column(gettext_lazy("State"), lambda row: _capital(row.get_state_display()), 20),
                Column(gettext_lazy("In this state since"), lambda row: row.state_changed_at, 18),
                Column(gettext_lazy("Looks after it"), lambda row: row.assignee and name_of(row.assignee), 24),
                Column(gettext_lazy("Review until"), lambda row: row.review_due_at, 18),
                Column(gettext_lazy("Answer by"), lambda row: row.due_on, 12),
                Column(gettext_lazy("Started"), lambda row: row.created_at, 18),
                Column(pgettext_lazy("column", "Sent"), lambda row: row.submitted_at, 18),
                Column(gettext_lazy("Revision"), lambda row: row.revision),
                Column(gettext_lazy("Contact person"), lambda row: row.contact_name, 24),
                Column(gettext_lazy("E-mail"), lambda row: row.contact_email, 24),
                Column(gettext_lazy("Decided"), lambda row: row.decided_at, 18),
                Column(gettext_lazy("Reason of the decision"), lambda row: row.decision_text, 40),
                Column(gettext_lazy("May apply again from"), lambda row: row.may_reapply_on, 12),
            ),
        ),
        TakenList(
            "terms-ending",
            gettext_lazy("Terms that end"),
            ending_terms,
            (
                _ORGANISATION,
                _NUMBER,
                _LEVEL,
                _STATUS,
                _ENDS,
                Column(gettext_lazy("Days left"), _days_left),
                _IN_FORCE,
                _ASKED,
            ),
        ),
    )
}
"""The lists in the order of their sheets, by their codes."""


@transaction.atomic
def export_lists(*, actor: Actor, kind: Kind, code: str = "") -> Export:
    """All lists as the sheets of one spreadsheet, or the one of this *code* as CSV or as a sheet.

    Each holds what *actor* may see. It is written into a temporary file, so that long lists cost no memory; that they were
    taken, and how long they were, is written into the audit log. Raises ``NotPermitted``, and ``InvalidInput`` for a list
    that does not exist and for CSV of more than one list.
    """
    policy_of(Membership).require(actor, actions.EXPORT_LISTS)
    if code and code not in LISTS:
        raise InvalidInput(_("There is no such list."), field="list")
    if kind == "csv" and not code:
        raise InvalidInput(_("A CSV file holds one list. Choose which one."), field="list")
    counts: dict[str, int] = {}
    sheets = [_sheet(item, actor, counts) for item in LISTS.values() if code in ("", item.code)]
    content = csv_file(sheets[0].header, sheets[0].rows) if kind == "csv" else xlsx_book(sheets)
    ports.record(actor=actor, action=actions.EXPORT_LISTS.code, target=None, after={"as": kind, "rows": counts})
    return Export(KINDS[kind], content, sum(counts.values()))


def _sheet(item: TakenList, actor: Actor, counts: dict[str, int]) -> Sheet:
    return Sheet(
        title=str(item.title),
        header=[str(column.label) for column in item.columns],
        rows=_cells(item, actor, counts),
        widths=[column.width for column in item.columns],
    )


def _cells(item: TakenList, actor: Actor, counts: dict[str, int]) -> Iterator[list[Cell]]:
    counts[item.code] = 0
    for row in item.rows(actor).iterator(chunk_size=PORTION):
        counts[item.code] += 1
        yield [column.value(row) for column in item.columns]
