"""Answering an offer, and giving the place up."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import transitions
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Actor
from clusterkit.events import notices
from clusterkit.events.enums import RegistrationState
from clusterkit.events.hooks import RegistrationConfirmed, registration_confirmed
from clusterkit.events.models import Registration
from clusterkit.events.policies import is_of_person
from clusterkit.events.services.conditions import check_running
from clusterkit.events.services.seats import (
    confirmed_notice,
    drop_guests,
    leave_queue,
    locked_event,
    seat,
    settle,
)
from clusterkit.events.services.telling import to_person
from clusterkit.events.transitions import REGISTRATION


@transaction.atomic
def accept_offer(*, actor: Actor, registration: Registration, expected_version: int | None = None) -> Registration:
    """Take the place that is offered. Raises ``NotVisible``, ``NotPermitted``, ``StateConflict``, ``StaleVersion``."""
    event = locked_event(registration.event)
    now = timezone.now()
    check_running(event, now)
    row = Registration.objects.get(pk=registration.pk)
    if row.state == RegistrationState.OFFERED and row.offer_expires_at is not None and row.offer_expires_at <= now:
        raise StateConflict(_("The offer has ended and the place went to the next person. You can register again."))
    taken = transitions.apply(
        REGISTRATION,
        "accept",
        row,
        actor=actor,
        expected_version=expected_version,
        effect=lambda obj: seat(obj, obj.mode),
        notices=lambda obj: [confirmed_notice(obj, event)],
    )
    registration_confirmed.announce_on_commit(RegistrationConfirmed(taken, actor, promoted=True))
    return taken


@transaction.atomic
def decline_offer(*, actor: Actor, registration: Registration, expected_version: int | None = None) -> Registration:
    """Leave the offered place to the next person. Raises as :func:`accept_offer`."""
    event = locked_event(registration.event)
    left = transitions.apply(
        REGISTRATION, "decline", registration, actor=actor, expected_version=expected_version, effect=leave_queue
    )
    drop_guests(left)
    settle(event)
    return left


@transaction.atomic
def cancel_registration(
    *, actor: Actor, registration: Registration, reason: str = "", expected_version: int | None = None
) -> Registration:
    """Give the place, or the position in the queue, up; the next person moves on in the same transaction.

    Who brings guests gives up their places too: they come with him. Raises ``NotVisible``, ``NotPermitted``, ``StateConflict``, ``StaleVersion``.
    """
    event = locked_event(registration.event)
    by_office = not is_of_person(actor, registration)
    left = transitions.apply(
        REGISTRATION,
        "cancel",
        registration,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=leave_queue,
        notices=lambda row: [to_person(notices.REGISTRATION_CANCELLED, row, event, by_office=by_office, reason=reason)],
    )
    drop_guests(left)
    settle(event)
    return left
