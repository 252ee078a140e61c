"""Who sits in the council: seats are given, changed and given up."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible, StaleVersion, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.ports import Notice
from clusterkit.directory.models import Organisation
from clusterkit.membership import actions
from clusterkit.membership import notices as kinds
from clusterkit.membership.models import Membership, Seat
from clusterkit.membership.selectors.council import affiliated_ids, speakers


@transaction.atomic
def give_seat(
    *,
    organisation: Organisation,
    representative_id: int,
    actor: Actor,
    deputy_id: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    is_chair: bool = False,
) -> Seat:
    """Give a member organisation a seat, from today unless *starts_on* says otherwise.

    Raises ``Conflict`` when it is no member or has a seat already, ``InvalidInput`` for people who do not act for it and
    for a term that ends before it begins.
    """
    policy_of(Seat).require(actor, actions.SEAT)
    locked = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation.pk).first()
    if locked is None:
        raise NotVisible
    start = starts_on or timezone.localdate()
    first = max(start, timezone.localdate())
    if not Membership.objects.in_force_on(first).filter(organisation=locked).exists():
        raise Conflict(_("Only a member of the cluster can have a seat in the council."))
    if not Membership.objects.seating_on(first).filter(organisation=locked).exists():
        raise Conflict(_("The level of participation of this organisation gives no seat in the council."))
    _end_expired(locked)
    if Seat.objects.filter(organisation=locked, vacated_on__isnull=True).exists():
        raise Conflict(_("This organisation has a seat already. Change that one."))
    _check_people(locked, representative_id, deputy_id)
    _check_term(start, ends_on)
    if is_chair:
        _take_chair()
    seat = Seat.objects.create(
        organisation=locked,
        representative_id=representative_id,
        deputy_id=deputy_id,
        is_chair=is_chair,
        starts_on=start,
        ends_on=ends_on,
    )
    ports.record(actor=actor, action=actions.SEAT.code, target=seat, after=_values(seat))
    _tell(seat)
    return seat


@transaction.atomic
def change_seat(
    *,
    seat: Seat,
    representative_id: int,
    actor: Actor,
    deputy_id: int | None = None,
    ends_on: date | None = None,
    is_chair: bool = False,
    expected_version: int | None = None,
) -> Seat:
    """Name other people for a seat, set its end or its chair. Raises as :func:`give_seat`, ``StateConflict``, ``StaleVersion``."""
    locked = _lock(seat, actor, expected_version)
    _check_people(locked.organisation, representative_id, deputy_id)
    _check_term(locked.starts_on, ends_on)
    before = _values(locked)
    if is_chair and not locked.is_chair:
        _take_chair()
    locked.representative_id, locked.deputy_id = representative_id, deputy_id
    locked.ends_on, locked.is_chair = ends_on, is_chair
    locked.version += 1
    locked.save()
    ports.record(actor=actor, action=actions.SEAT.code, target=locked, before=before, after=_values(locked))
    _tell(locked)
    return locked


@transaction.atomic
def vacate_seat(*, seat: Seat, actor: Actor, reason: str = "", expected_version: int | None = None) -> Seat:
    """Take a seat back today. Its votes in open ballots count no more. Raises ``StateConflict``, ``StaleVersion``."""
    return _vacate(_lock(seat, actor, expected_version), actor, reason)


def vacate_seats_of(organisation: Organisation, *, actor: Actor, reason: str) -> int:
    """Give up the seats of an organisation that is no member any more, inside the transaction that ends it. Returns how many."""
    rows = Seat.objects.select_for_update(of=("self",)).filter(organisation=organisation, vacated_on__isnull=True)
    return len([_vacate(seat, actor, reason) for seat in rows])


def _vacate(seat: Seat, actor: Actor, reason: str) -> Seat:
    seat.vacated_on = timezone.localdate()
    seat.is_chair = False
    seat.reason = reason.strip()[:500]
    seat.version += 1
    seat.save()
    ports.record(
        actor=actor,
        action=actions.SEAT.code,
        target=seat,
        after={"vacated_on": seat.vacated_on.isoformat()},
        reason=seat.reason,
    )
    _tell(seat)
    return seat


def _lock(seat: Seat, actor: Actor, expected_version: int | None) -> Seat:
    locked = Seat.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=seat.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Seat).require(actor, actions.SEAT, locked)
    if locked.vacated_on is not None:
        raise StateConflict(_("This seat was given up already."))
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    return locked


def _end_expired(organisation: Organisation) -> None:
    """A seat whose term is over makes room for the next one."""
    today = timezone.localdate()
    for seat in Seat.objects.filter(organisation=organisation, vacated_on__isnull=True, ends_on__lt=today):
        seat.vacated_on, seat.is_chair = today, False
        seat.save(update_fields=["vacated_on", "is_chair"])


def _take_chair() -> None:
    """There is one chair: whoever had it, has it no more."""
    for seat in Seat.objects.select_for_update(of=("self",)).filter(is_chair=True, vacated_on__isnull=True):
        seat.is_chair = False
        seat.version += 1
        seat.save(update_fields=["is_chair", "version"])


def _check_people(organisation: Organisation, representative_id: int, deputy_id: int | None) -> None:
    own = affiliated_ids(organisation.pk)
    if representative_id not in own:
        raise InvalidInput(_("Choose somebody who acts for this organisation."), field="representative")
    if deputy_id is not None and deputy_id not in own:
        raise InvalidInput(_("Choose somebody who acts for this organisation."), field="deputy")
    if deputy_id == representative_id:
        raise InvalidInput(_("The deputy must be another person."), field="deputy")


def _check_term(start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise InvalidInput(_("The last day is before the first one."), field="ends_on")


def _values(seat: Seat) -> dict[str, Any]:
    return {
        "representative": str(seat.representative) if seat.representative else "",
        "deputy": str(seat.deputy) if seat.deputy else "",
        "is_chair": seat.is_chair,
        "ends_on": seat.ends_on.isoformat() if seat.ends_on else None,
    }


def _tell(seat: Seat) -> None:
    ports.notify(
        Notice(
            kind=kinds.SEAT_CHANGED,
            recipients=speakers(seat),
            path=reverse("clusterkit_membership:council"),
            event=f"membership.seat:{seat.pk}:{seat.version}",
            context={
                "organisation": str(seat.organisation),
                "given_up": "1" if seat.vacated_on is not None else "",
            },
            target=seat,
        )
    )
