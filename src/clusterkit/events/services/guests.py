"""Guests whom a participant brings by name."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.accounts.services import require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import BRING_GUESTS
from clusterkit.events.enums import LIVE_STATES
from clusterkit.events.models import Registration
from clusterkit.events.services.conditions import check_guests, check_mode, check_open
from clusterkit.events.services.registering import add_guest, results
from clusterkit.events.services.seats import locked_event, settle


@transaction.atomic
def bring_guest(
    *, actor: Actor, registration: Registration, name: str, organisation: str = "", mode: str = ""
) -> Registration:
    """Bring one guest: a registration of his own, with a place or a position behind everybody who waits.

    ``mode`` is that of who brings him unless it is given. Raises ``NotVisible``, ``NotPermitted``, ``StateConflict``
    (closed, no guests, not registered any more), ``InvalidInput`` (``guests``, ``name``, ``mode``), ``Vetoed``.
    """
    event = locked_event(registration.event)
    now = timezone.now()
    host = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    policy_of(Registration).require(actor, BRING_GUESTS, host)
    check_open(event, now)
    if host.state not in LIVE_STATES:
        raise StateConflict(_("Register for the event first; then you can bring guests."))
    wanted = mode or host.mode
    check_mode(event, wanted)
    check_guests(event, 1, host)
    standings = settle(event, now)
    row = add_guest(host, event, actor, now, standings, mode=wanted, name=name[:150], organisation=organisation[:200])
    require_present(actor)
    ports.notify(*results(row, event))
    return row
