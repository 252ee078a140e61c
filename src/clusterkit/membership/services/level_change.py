"""An organisation that is a member already gets another level of participation."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Actor
from clusterkit.membership import actions, hooks
from clusterkit.membership.enums import MembershipStatus
from clusterkit.membership.models import Level, Membership
from clusterkit.membership.services.certificates import write_certificate
from clusterkit.membership.services.seats import vacate_seats_of
from clusterkit.membership.services.terms import check_given, check_status, lock_term, term_notice

S = MembershipStatus


@transaction.atomic
def change_level(
    *, membership: Membership, level: Level, actor: Actor, reason: str = "", expected_version: int | None = None
) -> Membership:
    """Give the organisation another level from now on; a next term that waits already gets it too.

    It counts from the next request of its people on. The certificate is issued anew: the old one says since when it is
    replaced. A seat in the council is given up where the level has none. Raises ``InvalidInput`` for a retired level, ``StateConflict`` for a term that is over or has this level.
    """
    locked = lock_term(membership, actor, actions.CHANGE_LEVEL, expected_version)
    check_status(locked, S.SCHEDULED, S.ACTIVE, S.GRACE, S.SUSPENDED)
    check_given(level)
    before = locked.level
    if before.pk == level.pk:
        raise StateConflict(_("The membership has this level already."))
    term: Membership | None = locked
    while term is not None:
        term.level = level
        term.reason = reason.strip()
        term.version += 1
        term.save()
        write_certificate(term)
        term = Membership.objects.select_for_update(of=("self",)).filter(previous=term).first()
    if not level.may_hold_seat:
        vacate_seats_of(locked.organisation, actor=actor, reason=reason)
    ports.record(
        actor=actor,
        action=actions.CHANGE_LEVEL.code,
        target=locked,
        before={"level": before.code},
        after={"level": level.code},
        reason=reason.strip(),
    )
    ports.notify(term_notice(locked, "level", reason.strip()))
    if locked.is_in_force and before.tier != level.tier:
        hooks.tier_changed.announce_on_commit(hooks.TierChanged(locked.organisation_id, before.tier, level.tier))
    return locked
