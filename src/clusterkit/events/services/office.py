"""What the organisers do with registrations: approve, decline, note who did not come."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import transitions
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events import notices
from clusterkit.events.actions import DECIDE
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.hooks import RegistrationConfirmed, registration_confirmed
from clusterkit.events.models import Registration
from clusterkit.events.services.door import check_takes_place
from clusterkit.events.services.registering import take_place
from clusterkit.events.services.seats import confirmed_notice, drop_guests, locked_event, settle
from clusterkit.events.services.telling import to_person
from clusterkit.events.transitions import REGISTRATION


@transaction.atomic
def approve_registration(
    *, actor: Actor, registration: Registration, expected_version: int | None = None
) -> Registration:
    """Approve: the person gets a place, or the last position of the queue where there is none.

    Raises ``NotPermitted``, ``StateConflict``, ``StaleVersion``.
    """
    event = locked_event(registration.event)
    now = timezone.now()
    policy_of(Registration).require(actor, DECIDE, registration)
    if event.state != EventState.PUBLISHED or event.is_over(now):
        raise StateConflict(_("This event takes no registrations any more."))
    standings = settle(event, now)
    trial = Registration.objects.get(pk=registration.pk)
    # The state is decided on a copy: the engine needs the transition's name before it gives the locked row.
    seated = (
        trial.state == RegistrationState.PENDING and take_place(trial, now, standings) == RegistrationState.CONFIRMED
    )

    def effect(row: Registration) -> dict[str, object]:
        row.mode, row.wants_on_site, row.queued_at = trial.mode, trial.wants_on_site, trial.queued_at
        return {"mode": row.mode}

    done = transitions.apply(
        REGISTRATION,
        "confirm" if seated else "queue",
        registration,
        actor=actor,
        expected_version=expected_version,
        effect=effect,
        notices=lambda row: [confirmed_notice(row, event) if seated else to_person(notices.QUEUED, row, event)],
    )
    if seated:
        registration_confirmed.announce_on_commit(RegistrationConfirmed(done, actor, promoted=False))
    return done


@transaction.atomic
def reject_registration(
    *, actor: Actor, registration: Registration, reason: str, expected_version: int | None = None
) -> Registration:
    """Decline with a reason that the person reads. Raises ``NotPermitted``, ``StateConflict``, ``InvalidInput``."""
    event = locked_event(registration.event)
    declined = transitions.apply(
        REGISTRATION,
        "reject",
        registration,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        notices=lambda row: [to_person(notices.REJECTED, row, event, reason=reason)],
    )
    drop_guests(declined)
    return declined


@transaction.atomic
def mark_absent(*, actor: Actor, registration: Registration) -> Registration:
    """Note that a person did not come. Raises ``NotPermitted``; ``StateConflict`` before the event has begun."""
    event = locked_event(registration.event)
    check_takes_place(event)
    if event.starts_at > timezone.now():
        raise StateConflict(_("The event has not begun yet."))

    def effect(row: Registration) -> None:
        row.wants_on_site, row.queued_at = False, None

    return transitions.apply(REGISTRATION, "mark_absent", registration, actor=actor, effect=effect)
