"""After the end: who did not come."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import transitions
from clusterkit.core.exceptions import StaleVersion, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import CHECK_IN
from clusterkit.events.enums import EventState
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors.people import not_checked_in
from clusterkit.events.services.seats import locked_event
from clusterkit.events.transitions import REGISTRATION


@transaction.atomic
def mark_rest_absent(*, actor: Actor, event: Event, expected: int | None = None) -> int:
    """Note of everybody with a place who was not checked in that he did not come. Returns how many.

    *expected* is the number that was looked at before. Raises ``NotVisible``, ``NotPermitted``, ``StateConflict`` before
    the end, ``StaleVersion`` where the number is another one now.
    """
    event = locked_event(event)
    policy_of(Event).require(actor, CHECK_IN, event)
    if event.state not in (EventState.PUBLISHED, EventState.ENDED):
        raise StateConflict(_("This event does not take place."))
    if not event.is_over(timezone.now()) and event.state != EventState.ENDED:
        raise StateConflict(_("The event is not over yet. People may still come."))
    rows = list(not_checked_in(actor, event))
    if expected is not None and expected != len(rows):
        raise StaleVersion(_("Somebody was checked in, or cancelled, since you opened the page. Look at it again."))

    def effect(row: Registration) -> None:
        row.wants_on_site, row.queued_at = False, None

    for row in rows:
        transitions.apply(REGISTRATION, "mark_absent", row, actor=actor, effect=effect)
    return len(rows)
