"""The list of registrations as a table, for the door and for the organisers' files."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clusterkit.core import ports
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.tables import KINDS, Cell, Export, Kind, csv_file, xlsx_file
from clusterkit.events.actions import EXPORT
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors import email_of, registrations_of
from clusterkit.events.selectors.answers import answer_columns


@transaction.atomic
def export_registrations(*, actor: Actor, event: Event, kind: Kind = "csv") -> Export:
    """A table of all registrations of *event*, guests and answers too; that names leave the site is written into the
    audit log.

    Raises ``NotVisible``, ``NotPermitted``.
    """
    policy_of(Event).require(actor, EXPORT, event)
    found = list(registrations_of(actor, event))
    columns = answer_columns(found)
    header: list[Cell] = [
        pgettext("person", "Name"),
        _("Organisation"),
        _("E-mail"),
        _("How"),
        _("State"),
        _("Registered"),
        _("Ticket"),
        _("Brought by"),
        _("Kept-back place"),
        _("Message"),
        *columns.names,
    ]
    rows = [[*_cells(row, event), *columns.cells(row)] for row in found]
    content = csv_file(header, rows) if kind == "csv" else xlsx_file(_("Registrations"), header, rows)
    ports.record(actor=actor, action=EXPORT.code, target=event, after={"rows": len(rows)})
    return Export(KINDS[kind], content, len(rows))


def _cells(row: Registration, event: Event) -> list[Cell]:
    return [
        row.name,
        row.organisation_label,
        email_of(row.user),
        str(row.get_mode_display()),
        str(row.get_state_display()),
        row.created_at.astimezone(event.zone).replace(tzinfo=None),
        row.code,
        row.host.name if row.host is not None else "",
        _("yes") if row.from_reserve else "",
        row.message,
    ]
