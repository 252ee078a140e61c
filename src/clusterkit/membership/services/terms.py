"""The terms of membership: enter, renew, suspend and resume, leave, revoke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible, StaleVersion, StateConflict
from clusterkit.core.happenings import happened
from clusterkit.core.policies import REGISTERED, Action, Actor, policy_of
from clusterkit.core.ports import Notice
from clusterkit.directory.models import Organisation
from clusterkit.directory.services import publish_organisation
from clusterkit.membership import actions, happenings, hooks
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import IN_FORCE, MembershipStatus
from clusterkit.membership.models import Application, Level, Membership
from clusterkit.membership.selectors.people import applicant_side_ids
from clusterkit.membership.services.certificates import write_certificate
from clusterkit.membership.services.composition import watch_composition
from clusterkit.membership.services.levels import default_level
from clusterkit.membership.services.seats import vacate_seats_of

S = MembershipStatus


def open_term(
    *,
    organisation: Organisation,
    starts_on: date,
    ends_on: date | None = None,
    level: Level | None = None,
    application: Application | None = None,
    previous: Membership | None = None,
) -> Membership:
    """Write a term, under the lock of the organisation's row. Called by use cases, which check who may.

    Without *ends_on* it lasts ``MEMBERSHIP_TERM_DAYS``, without *level* it has the cluster's first one. Raises ``InvalidInput`` for an end before the beginning and
    ``Conflict`` when a term of the organisation covers some of these days already.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    end = ends_on or starts_on + timedelta(days=conf.MEMBERSHIP_TERM_DAYS - 1)
    if end < starts_on:
        raise InvalidInput(_("The last day is before the first one."), field="ends_on")
    for other in Membership.objects.filter(organisation=organisation, starts_on__lte=end, ends_on__gte=starts_on):
        if other.status_on(max(starts_on, other.starts_on)) not in (S.RESIGNED, S.REVOKED):
            raise Conflict(_("The organisation has a membership for these days already."))
    term = Membership.objects.create(
        organisation=organisation,
        application=application,
        previous=previous,
        level=level or default_level(),
        starts_on=starts_on,
        ends_on=end,
        grace_until=end + timedelta(days=conf.MEMBERSHIP_GRACE_DAYS),
    )
    # A number that is never given twice needs no counter to lock: the first term's key is one.
    term.number = previous.number if previous is not None else term.pk
    term.save(update_fields=["number"])
    write_certificate(term)
    return term


@transaction.atomic
def admit(
    *,
    organisation: Organisation,
    actor: Actor,
    starts_on: date | None = None,
    ends_on: date | None = None,
    level: Level | None = None,
    reason: str = "",
) -> Membership:
    """Enter a membership that was agreed elsewhere: founders, a decision on paper. The organisation is published.

    Raises ``NotPermitted`` for coordinators affiliated with it, and as :func:`open_term`.
    """
    start = starts_on or timezone.localdate()
    wanted = Membership(organisation=organisation, starts_on=start, ends_on=start, grace_until=start)
    policy_of(Membership).require(actor, actions.ADMIT, wanted)
    if level is not None:
        check_given(level)
    term = open_term(organisation=organisation, starts_on=start, ends_on=ends_on, level=level)
    publish_organisation(organisation=organisation, actor=actor)
    ports.record(
        actor=actor,
        action=actions.ADMIT.code,
        target=term,
        after={"starts_on": term.starts_on.isoformat(), "ends_on": term.ends_on.isoformat(), "level": term.level.code},
        reason=reason,
    )
    if term.is_in_force and term.level.tier != REGISTERED:
        hooks.tier_changed.announce_on_commit(hooks.TierChanged(organisation.pk, REGISTERED, term.level.tier))
    ports.notify(term_notice(term, "admitted", reason))
    happened(happenings.ORGANISATION_JOINED, organisation, starts_on=term.starts_on.isoformat())
    return term


@transaction.atomic
def renew_membership(
    *, membership: Membership, actor: Actor, ends_on: date | None = None, expected_version: int | None = None
) -> Membership:
    """Add the next term, which follows the present one without a gap and keeps its number.

    Raises ``StateConflict`` when the term was renewed already or is not in force any more, and as :func:`open_term`.
    """
    locked = lock_term(membership, actor, actions.RENEW, expected_version)
    check_status(locked, S.ACTIVE, S.GRACE)
    if Membership.objects.filter(previous=locked).exists():
        raise StateConflict(_("This membership is renewed already."))
    term = open_term(
        organisation=locked.organisation,
        starts_on=locked.ends_on + timedelta(days=1),
        ends_on=ends_on,
        level=locked.level,
        previous=locked,
    )
    ports.record(
        actor=actor,
        action=actions.RENEW.code,
        target=term,
        before={"ends_on": locked.ends_on.isoformat()},
        after={"ends_on": term.ends_on.isoformat(), "previous": locked.pk},
    )
    ports.notify(term_notice(term, "renewed", ""))
    return term


def suspend(*, membership: Membership, reason: str, actor: Actor, expected_version: int | None = None) -> Membership:
    """Take the tier away from today until it is resumed. Raises ``InvalidInput`` without a reason."""

    def change(term: Membership) -> None:
        term.suspended_on, term.resumed_on = timezone.localdate(), None

    return _change(
        membership, actor, actions.SUSPEND, (S.ACTIVE, S.GRACE), change, "suspended", reason, expected_version
    )


def resume(
    *, membership: Membership, actor: Actor, reason: str = "", expected_version: int | None = None
) -> Membership:
    """End the suspension today."""

    def change(term: Membership) -> None:
        term.resumed_on = timezone.localdate()

    return _change(membership, actor, actions.RESUME, (S.SUSPENDED,), change, "resumed", reason, expected_version)


def resign(
    *,
    membership: Membership,
    actor: Actor,
    reason: str = "",
    leaves_on: date | None = None,
    expected_version: int | None = None,
) -> Membership:
    """The organisation leaves; *leaves_on* (today) is its first day without membership.

    Raises ``InvalidInput`` for a day in the past.
    """
    day = leaves_on or timezone.localdate()
    if day < timezone.localdate():
        raise InvalidInput(_("The day must not be in the past."), field="leaves_on")

    def change(term: Membership) -> None:
        term.resigned_on = day

    states = (S.SCHEDULED, S.ACTIVE, S.GRACE, S.SUSPENDED)
    return _change(membership, actor, actions.RESIGN, states, change, "resigned", reason, expected_version)


def revoke(*, membership: Membership, reason: str, actor: Actor, expected_version: int | None = None) -> Membership:
    """The cluster ends the membership today. Raises ``InvalidInput`` without a reason."""

    def change(term: Membership) -> None:
        term.revoked_on = timezone.localdate()

    states = (S.SCHEDULED, S.ACTIVE, S.GRACE, S.SUSPENDED)
    return _change(membership, actor, actions.REVOKE, states, change, "revoked", reason, expected_version)


NEEDS_REASON = frozenset({actions.SUSPEND, actions.REVOKE})


@transaction.atomic
def _change(
    membership: Membership,
    actor: Actor,
    action: Action,
    states: tuple[MembershipStatus, ...],
    change: Callable[[Membership], None],
    name: str,
    reason: str,
    expected_version: int | None,
) -> Membership:
    locked = lock_term(membership, actor, action, expected_version)
    before = locked.effective_status
    check_status(locked, *states)
    if action in NEEDS_REASON and not reason.strip():
        raise InvalidInput(_("Give a reason: the organisation will read it."), field="reason")
    # A next term that waits already would bring back what was taken: it follows the same change.
    term: Membership | None = locked
    while term is not None:
        change(term)
        term.reason = reason.strip()
        term.version += 1
        term.save()
        term = Membership.objects.select_for_update(of=("self",)).filter(previous=term).first()
    after = locked.effective_status
    # Suspended, the seat is kept and has no voice; it is given up with a membership that ends today.
    if after in (S.RESIGNED, S.REVOKED):
        vacate_seats_of(locked.organisation, actor=actor, reason=reason)
    ports.record(
        actor=actor,
        action=action.code,
        target=locked,
        before={"status": before.value},
        after={"status": after.value},
        reason=reason.strip(),
    )
    ports.notify(term_notice(locked, name, reason.strip()))
    left_on = locked.revoked_on or locked.resigned_on
    if name in ("resigned", "revoked") and left_on is not None:
        happened(happenings.ORGANISATION_LEFT, locked.organisation, left_on=left_on.isoformat())
    watch_composition()
    if (before in IN_FORCE) != (after in IN_FORCE):
        tier = locked.level.tier
        old, new = (tier, REGISTERED) if before in IN_FORCE else (REGISTERED, tier)
        if old != new:
            hooks.tier_changed.announce_on_commit(hooks.TierChanged(locked.organisation_id, old, new))
    return locked


def check_given(level: Level) -> None:
    """Raises ``InvalidInput`` for a level that is retired."""
    if not level.is_active:
        raise InvalidInput(_("This level is given to nobody any more."), field="level")


def lock_term(membership: Membership, actor: Actor, action: Action, expected_version: int | None) -> Membership:
    """The term, locked, if *actor* may do *action* with it and nobody changed it since *expected_version*."""
    locked = Membership.objects.select_for_update(of=("self",)).filter(pk=membership.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Membership).require(actor, action, locked)
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    return locked


def check_status(membership: Membership, *allowed: MembershipStatus) -> None:
    """Raises ``StateConflict`` unless the term is in one of the states *allowed* today."""
    status = membership.effective_status
    if status not in allowed:
        raise StateConflict(
            _("The membership is “%(status)s” now. Look at it again and decide anew.") % {"status": status.label},
            details={"status": status.value},
        )


def term_notice(membership: Membership, change: str, reason: str) -> Notice:
    """What the administrators of the organisation are told."""
    return Notice(
        kind=kinds.TERM_CHANGED,
        recipients=applicant_side_ids(membership.organisation_id),
        path=membership.get_absolute_url(),
        event=f"membership.term:{membership.pk}:{change}:{membership.version}",
        context={"organisation": str(membership.organisation), "change": change, "reason": reason},
        target=membership,
    )
