"""The organisation asks for its next term; the office confirms it by renewing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Actor
from clusterkit.core.ports import Notice
from clusterkit.membership import actions
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import MembershipStatus
from clusterkit.membership.models import Membership
from clusterkit.membership.selectors.people import reviewer_ids
from clusterkit.membership.services.terms import check_status, lock_term


@transaction.atomic
def ask_for_renewal(*, membership: Membership, actor: Actor, expected_version: int | None = None) -> Membership:
    """Tell the office that the organisation wants to stay. Nothing else changes until the office renews.

    Raises ``StateConflict`` when it asked already, is renewed already or is not in force any more.
    """
    locked = lock_term(membership, actor, actions.ASK_RENEWAL, expected_version)
    check_status(locked, MembershipStatus.ACTIVE, MembershipStatus.GRACE)
    if Membership.objects.filter(previous=locked).exists():
        raise StateConflict(_("This membership is renewed already."))
    if locked.renewal_asked_at is not None:
        raise StateConflict(_("You asked for it already. The office has it."))
    locked.renewal_asked_at = timezone.now()
    locked.version += 1
    locked.save(update_fields=["renewal_asked_at", "version"])
    ports.record(actor=actor, action=actions.ASK_RENEWAL.code, target=locked)
    ports.notify(
        Notice(
            kind=kinds.RENEWAL_ASKED,
            recipients=reviewer_ids(locked.organisation_id),
            path=locked.get_absolute_url(),
            event=f"membership.term:{locked.pk}:renewal",
            context={"organisation": str(locked.organisation), "ends_on": date_format(locked.ends_on)},
            target=locked,
        )
    )
    return locked
