"""What happens to applications and the seat in the council when somebody leaves his organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.selectors import email_of, name_of
from clusterkit.core.policies import visible_to
from clusterkit.directory.hooks import Belonging, Belongings, Leaving, handover, handover_outlook
from clusterkit.membership.models import Application, Seat


@handover_outlook.connect(order=30)
def membership_outlook(payload: Leaving) -> Sequence[Belongings]:
    """The open application whose contact he is, and the seat for which he speaks."""
    applications = list(visible_to(payload.actor, _applications(payload).select_related("organisation")))
    seats = list(visible_to(payload.actor, _seats(payload).select_related("organisation")))
    return [
        Belongings(
            _("Applications for membership, as contact person"),
            len(applications),
            [Belonging(str(row), row.get_absolute_url()) for row in applications],
        ),
        Belongings(
            _("Seats in the council"),
            len(seats),
            [Belonging(str(row.organisation)) for row in seats],
            _("The seat stays; the office of the cluster names who speaks for it next."),
        ),
    ]


@handover.connect(order=30)
def hand_over_contact(payload: Leaving) -> Mapping[str, int]:
    """The successor is the contact person of what is not decided yet. Frozen revisions stay as they were sent."""
    if payload.successor is None:
        return {}
    contact = {
        "contact_name": name_of(payload.successor)[:160],
        "contact_email": email_of(payload.successor),
        "contact_phone": "",
    }
    return {"applications": _applications(payload).update(**contact)}


def _applications(payload: Leaving) -> QuerySet[Application]:
    address = email_of(payload.user)
    his = Q(contact_email__iexact=address) if address else Q(pk=None)
    rows: QuerySet[Application] = Application.objects.open().filter(his, organisation=payload.organisation)
    return rows


def _seats(payload: Leaving) -> QuerySet[Seat]:
    rows: QuerySet[Seat] = Seat.objects.filled_on(timezone.localdate()).filter(organisation=payload.organisation)
    return rows.filter(Q(representative_id=payload.user.pk) | Q(deputy_id=payload.user.pk))
