"""Registering, and changing the way of taking part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.accounts.services import accept, require_present
from clusterkit.core import ports, transitions
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events import notices
from clusterkit.events.actions import BRING_GUESTS, CHANGE_REGISTRATION, REGISTER
from clusterkit.events.consents import ATTENDEES
from clusterkit.events.enums import (
    LISTED_CONSENTS,
    AttendeeConsent,
    RegistrationState,
    SeatMode,
)
from clusterkit.events.hooks import (
    BeforeRegistration,
    RegistrationConfirmed,
    before_registration,
    registration_confirmed,
)
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors.answers import Asked, asked_form
from clusterkit.events.services.answers import checked_answers
from clusterkit.events.services.conditions import (
    check_first,
    check_guests,
    check_mode,
    check_open,
    check_running,
    check_tier,
)
from clusterkit.events.services.seats import (
    Standings,
    confirmed_notice,
    locked_event,
    newcomer_gets,
    seat,
    settle,
    standing_of,
)
from clusterkit.events.services.telling import to_office, to_person
from clusterkit.events.transitions import REGISTRATION

if TYPE_CHECKING:
    from datetime import datetime

    from clusterkit.directory.models import Organisation


@transaction.atomic
def register(
    *,
    actor: Actor,
    event: Event,
    mode: str,
    name: str = "",
    organisation: Organisation | None = None,
    organisation_name: str = "",
    message: str = "",
    consent: str = AttendeeConsent.NONE,
    online_meanwhile: bool = False,
    answers: Mapping[str, Any] | None = None,
    guests: Sequence[Mapping[str, str]] = (),
    page: str = "",
    asked: Asked | None = None,
) -> Registration:
    """Register *actor* for *event*: a place, a place in the queue, or waiting for the organisers' answer.

    ``mode`` is "on_site" or "online". With *online_meanwhile* a person for whom there is no place on site
    takes an online one until there is. ``organisation`` must be one the person acts for.
    To be listed is a ``consent``, given on the *page* where it was chosen. ``answers`` are those to the event's questions,
    by their codes; *asked* is what :func:`~clusterkit.events.selectors.answers.asked_form` told of *event* where it was
    read already. ``guests`` are ``{"name", "organisation"}``: each gets a place, or stands in the queue, after the person.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict`` (closed, over, cancelled), ``Conflict``
    (registered already), ``InvalidInput`` (``mode``, ``organisation``, ``answers``, ``guests``), ``Vetoed``.
    """
    # Before the lock: a version that is in use is never changed, so nobody needs to wait while it is read.
    form = asked if asked is not None else asked_form(event)
    given = checked_answers(form, answers or {})
    event = locked_event(event)
    now = timezone.now()
    check_tier(event, actor)
    policy_of(Event).require(actor, REGISTER, event)
    if actor.user_id is None:
        raise NotPermitted
    check_open(event, now)
    check_mode(event, mode)
    if organisation is not None and organisation.pk not in actor.organisation_ids:
        raise InvalidInput(_("Choose an organisation that you act for."), field="organisation")
    check_first(event, actor.user_id)
    standings = settle(event, now)
    row = Registration(
        event=event,
        user_id=actor.user_id,
        name=name.strip() or actor.display_name,
        organisation=organisation,
        organisation_name="" if organisation is not None else organisation_name.strip(),
        message=message.strip(),
        consent=consent,
        mode=mode,
        online_meanwhile=online_meanwhile and mode == SeatMode.ON_SITE and SeatMode.ONLINE in event.seat_modes,
        form_version=form.version,
        answers=given,
    )
    if guests:
        policy_of(Registration).require(actor, BRING_GUESTS)
        check_guests(event, len(guests))
    place(row, event, now, standings)
    before_registration.check(BeforeRegistration(event, actor, row.mode, row.state))
    row.save()
    require_present(actor)
    if consent in LISTED_CONSENTS:
        accept(actor=actor, purpose=ATTENDEES, page=page)
    ports.record(
        actor=actor, action=REGISTER.code, target=row, after={"state": row.state, "mode": row.mode, "event": event.pk}
    )
    added = [add_guest(row, event, actor, now, standing_of(event, now), mode=mode, **guest) for guest in guests]
    ports.notify(*(notice for one in (row, *added) for notice in results(one, event)))
    if row.state == RegistrationState.CONFIRMED:
        registration_confirmed.announce_on_commit(RegistrationConfirmed(row, actor, promoted=False))
    return row


def add_guest(
    host: Registration,
    event: Event,
    actor: Actor,
    now: datetime,
    standings: Standings,
    *,
    mode: str,
    name: str,
    organisation: str = "",
) -> Registration:
    """Write a guest of *host*, behind everybody who waits. Runs under the lock of the event.

    Raises ``InvalidInput`` without a name, ``Vetoed``.
    """
    if not name.strip():
        raise InvalidInput(_("Write the name of the guest."), field="name")
    row = Registration(event=event, host=host, name=name.strip(), organisation_name=organisation.strip(), mode=mode)
    place(row, event, now, standings)
    before_registration.check(BeforeRegistration(event, actor, row.mode, row.state))
    row.save()
    ports.record(
        actor=actor,
        action=BRING_GUESTS.code,
        target=row,
        after={"state": row.state, "mode": row.mode, "event": event.pk},
    )
    if row.state == RegistrationState.CONFIRMED:
        registration_confirmed.announce_on_commit(RegistrationConfirmed(row, actor, promoted=False))
    return row


def place(row: Registration, event: Event, now: datetime, standings: Standings) -> None:
    """Decide where a newcomer stands, when the event is as full as *standings* say: the one place where nobody overtakes the queue."""
    if event.needs_approval:
        row.state = RegistrationState.PENDING
    else:
        take_place(row, now, standings)


def take_place(row: Registration, now: datetime, standings: Standings) -> str:
    """Give *row* the place asked for, an online one meanwhile, or the last position of the queue; returns the state."""
    if newcomer_gets(standings, row.mode):
        row.state = RegistrationState.CONFIRMED
        seat(row, row.mode)
    else:
        row.queued_at = now
        if row.online_meanwhile and newcomer_gets(standings, SeatMode.ONLINE):
            row.state = RegistrationState.CONFIRMED
            seat(row, SeatMode.ONLINE, keeps_waiting=True)
        else:
            row.state = RegistrationState.WAITLISTED
    return str(row.state)


def results(row: Registration, event: Event) -> list[ports.Notice]:
    """What is told about a new registration."""
    if row.state == RegistrationState.PENDING:
        return [to_person(notices.RECEIVED, row, event), to_office(row, event)]
    if row.state == RegistrationState.WAITLISTED:
        return [to_person(notices.QUEUED, row, event)]
    return [confirmed_notice(row, event)]


@transaction.atomic
def change_mode(
    *,
    actor: Actor,
    registration: Registration,
    mode: str,
    online_meanwhile: bool = False,
    expected_version: int | None = None,
) -> Registration:
    """Take part the other way. A place that one holds is never lost by asking.

    Online to on site without a free place: one keeps the online place and joins the queue. On site to online
    without a free place is refused, since it would give the place away for nothing.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict``, ``StaleVersion``, ``Conflict``, ``InvalidInput``.
    """
    event = locked_event(registration.event)
    now = timezone.now()
    policy_of(Registration).require(actor, CHANGE_REGISTRATION, registration)
    check_running(event, now)
    check_mode(event, mode)
    standings = settle(event, now)
    row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    meanwhile = online_meanwhile and mode == SeatMode.ON_SITE and SeatMode.ONLINE in event.seat_modes
    name, effect = _way_to(row, mode, meanwhile, now, standings)
    changed = transitions.apply(REGISTRATION, name, row, actor=actor, expected_version=expected_version, effect=effect)
    if name == "switch_seated":
        ports.notify(confirmed_notice(changed, event))
        registration_confirmed.announce_on_commit(RegistrationConfirmed(changed, actor, promoted=False))
    settle(event, now)
    changed.refresh_from_db()
    return changed


def _way_to(row: Registration, mode: str, meanwhile: bool, now: datetime, standings: Standings) -> tuple[str, Any]:
    """The transition that brings *row* to *mode*, and its effect on the row."""
    stays = mode == row.mode

    def effect(obj: Registration) -> dict[str, object]:
        obj.online_meanwhile = meanwhile
        if name in ("switch", "switch_seated"):
            seat(obj, target, keeps_waiting=waits)
            if waits and obj.queued_at is None:
                obj.queued_at = now
        elif name == "switch_waiting" and not stays:
            obj.queued_at = now
        if name in ("switch_pending", "switch_waiting"):
            obj.mode = mode
        return {"mode": obj.mode, "wants_on_site": obj.wants_on_site}

    name, target, waits = "switch_pending", mode, False
    if row.state == RegistrationState.CONFIRMED:
        name = "switch"
        if not stays and not newcomer_gets(standings, mode):
            if mode == SeatMode.ONLINE:
                raise Conflict(_("No online place is free. You keep your place on site."), field="mode")
            target, waits = SeatMode.ONLINE, True
    elif row.state == RegistrationState.WAITLISTED:
        name = "switch_waiting"
        if not stays and newcomer_gets(standings, mode):
            name = "switch_seated"
    return name, effect


@transaction.atomic
def set_consent(*, actor: Actor, registration: Registration, consent: str, page: str = "") -> Registration:
    """Say what other participants may learn; to be listed is a consent, given on *page*. Raises ``NotVisible``, ``NotPermitted``, ``InvalidInput``."""
    if consent not in AttendeeConsent.values:
        raise InvalidInput(_("Choose one of the answers."), field="consent")
    policy_of(Registration).require(actor, CHANGE_REGISTRATION, registration)
    row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if row.host_id is not None and consent in LISTED_CONSENTS:
        raise InvalidInput(_("Guests are not listed: they agreed to nothing here."), field="consent")
    before, row.consent = row.consent, consent
    row.save(update_fields=["consent"])
    if consent in LISTED_CONSENTS:
        accept(actor=actor, purpose=ATTENDEES, page=page)
    ports.record(
        actor=actor,
        action=CHANGE_REGISTRATION.code,
        target=row,
        before={"consent": before},
        after={"consent": consent},
    )
    return row
