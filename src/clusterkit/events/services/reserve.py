"""Places that were kept back: the organisers give them by name."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.services import require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import PROMOTE
from clusterkit.events.enums import RegistrationState, SeatMode
from clusterkit.events.hooks import RegistrationConfirmed, registration_confirmed
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors.people import account_of_email
from clusterkit.events.services.conditions import check_first, check_mode, check_running
from clusterkit.events.services.seats import confirmed_notice, locked_event, promote, seat, settle, standing_of


@transaction.atomic
def give_reserved(*, actor: Actor, registration: Registration, mode: str = "") -> Registration:
    """Give a kept-back place to somebody who waits for a place or for an answer; ``mode`` is the one he asked for.

    Who waits for a place on site with one online meanwhile moves there. Raises ``NotVisible``, ``NotPermitted``,
    ``StateConflict``, ``Conflict`` (no place is kept back any more), ``InvalidInput`` (``mode``).
    """
    event = _opened(actor, registration.event)
    row = Registration.objects.get(pk=registration.pk)
    wanted = mode or str(SeatMode.ON_SITE if row.wants_on_site else row.mode)
    _check_kept_back(event, wanted)
    moves = row.state == RegistrationState.CONFIRMED and row.wants_on_site and wanted == SeatMode.ON_SITE
    given = promote("move_on_site" if moves else "give_reserved", event, row, wanted, from_reserve=True, actor=actor)
    settle(event)
    return given


@transaction.atomic
def give_reserved_to(*, actor: Actor, event: Event, email: str, mode: str) -> Registration:
    """Give a kept-back place to the person with this e-mail address, who may wait already or have done nothing yet.

    Raises as :func:`give_reserved`, and ``InvalidInput`` (``email``) where nobody has an account with this address.
    """
    event = _opened(actor, event)
    person = account_of_email(email)
    if person is None:
        raise InvalidInput(
            _("Nobody here has an account with this address. Ask the person to register on the site first."),
            field="email",
        )
    known = Registration.objects.live().filter(event_id=event.pk, user_id=person.pk).first()
    if known is not None and (known.queue_mode or known.state == RegistrationState.PENDING):
        return give_reserved(actor=actor, registration=known, mode=mode)
    check_first(event, person.pk)
    _check_kept_back(event, mode)
    row = Registration(
        event=event,
        user=person,
        name=viewer_of(person).display_name[:150],
        mode=mode,
        state=RegistrationState.CONFIRMED,
    )
    seat(row, mode)
    row.from_reserve = True
    row.save()
    require_present(actor)
    ports.record(
        actor=actor,
        action=PROMOTE.code,
        target=row,
        after={"state": row.state, "mode": row.mode, "event": event.pk, "from_reserve": True},
    )
    ports.notify(confirmed_notice(row, event))
    registration_confirmed.announce_on_commit(RegistrationConfirmed(row, actor, promoted=False))
    return row


def _opened(actor: Actor, event: Event) -> Event:
    event = locked_event(event)
    policy_of(Event).require(actor, PROMOTE, event)
    check_running(event, timezone.now())
    return event


def _check_kept_back(event: Event, mode: str) -> None:
    check_mode(event, mode)
    now = timezone.now()
    found = standing_of(event, now)[SeatMode(mode)]
    if found.given >= found.reserved:
        raise Conflict(_("No place is kept back any more. Keep more back on the page of the event first."))
    if found.capacity is not None and found.taken >= found.capacity:
        # More was kept back than there are seats: it was raised when they were taken already.
        raise Conflict(_("All seats are taken, those that were to be kept back too. Add places to the event first."))
