"""The list of registrations as a table, for the door and for the organisers' files."""

from __future__ import annotations

import csv
import io

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clusterkit.core import ports
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.tables import harmless
from clusterkit.events.actions import EXPORT
from clusterkit.events.models import Event
from clusterkit.events.selectors import email_of, registrations_of


@transaction.atomic
def export_registrations(*, actor: Actor, event: Event) -> str:
    """A CSV text of all registrations of *event*; taking names out of the site is written into the audit log.

    Raises ``NotVisible``, ``NotPermitted``.
    """
    policy_of(Event).require(actor, EXPORT, event)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            pgettext("person", "Name"),
            _("Organisation"),
            _("E-mail"),
            _("How"),
            _("State"),
            _("Registered"),
            _("Ticket"),
            _("Message"),
        ]
    )
    rows = list(registrations_of(actor, event))
    for row in rows:
        created = date_format(row.created_at.astimezone(event.zone).replace(tzinfo=None), "SHORT_DATETIME_FORMAT")
        cells = [
            row.name,
            row.organisation_label,
            email_of(row.user),
            str(row.get_mode_display()),
            str(row.get_state_display()),
            created,
            row.code,
            row.message,
        ]
        writer.writerow([harmless(cell) for cell in cells])
    ports.record(actor=actor, action=EXPORT.code, target=event, after={"rows": len(rows)})
    return out.getvalue()
