"""What time does: deadlines that pass, terms that come to an end. Called by the worker, as often as it likes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.core.ports import Notice
from clusterkit.core.transitions import apply
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import REMINDER_DAYS
from clusterkit.membership.models import Application, Membership
from clusterkit.membership.selectors.people import applicant_side_ids
from clusterkit.membership.services.file import notice_of, write_step
from clusterkit.membership.transitions import MACHINE


def expire_due(*, actor: Actor | None = None, day: date | None = None) -> int:
    """Close the applications whose answer was due before *day* (today). Returns how many.

    Each is a transaction of its own; one that was answered in the meantime is left alone.
    """
    overdue = list(Application.objects.overdue(day or timezone.localdate()))
    return sum(close(application, actor=actor) for application in overdue)


def close(application: Application, *, actor: Actor | None = None) -> bool:
    """Close one application whose answer did not come. False when it was answered in the meantime."""
    who = actor or SystemActor()

    def effect(locked: Application) -> dict[str, Any]:
        write_step(locked, code="expire", actor=who)
        return {"due_on": locked.due_on.isoformat() if locked.due_on else None}

    try:
        apply(
            MACHINE,
            "expire",
            application,
            actor=who,
            expected_version=application.version,
            effect=effect,
            notices=notice_of("expire", applicant_side_ids(application.organisation_id)),
        )
    except Conflict:
        return False
    return True


def remind_of_ends(*, day: date | None = None) -> int:
    """Tell the administrators of members whose term ends in 60, 30 or 7 days, each once. Returns how many were told.

    A reminder that was missed is made up by the next one that is due; a renewed term reminds nobody.
    """
    today = day or timezone.localdate()
    told = 0
    rows = Membership.objects.in_force_on(today).filter(
        Q(reminded_days__isnull=True) | Q(reminded_days__gt=REMINDER_DAYS[-1]),
        ends_on__gte=today,
        ends_on__lte=today + timedelta(days=REMINDER_DAYS[0]),
        next__isnull=True,
    )
    for pk in rows.values_list("pk", flat=True):
        told += _remind(pk, today)
    return told


@transaction.atomic
def _remind(pk: int, today: date) -> int:
    term = Membership.objects.select_for_update(of=("self",)).get(pk=pk)
    left = (term.ends_on - today).days
    due = min(days for days in REMINDER_DAYS if left <= days)
    if term.reminded_days is not None and term.reminded_days <= due:
        return 0
    term.reminded_days = due
    term.save(update_fields=["reminded_days"])
    ports.notify(
        Notice(
            kind=kinds.TERM_ENDING,
            recipients=applicant_side_ids(term.organisation_id),
            path=term.get_absolute_url(),
            event=f"membership.term:{term.pk}:ends:{due}",
            context={"organisation": str(term.organisation), "ends_on": date_format(term.ends_on)},
            target=term,
        )
    )
    return 1
