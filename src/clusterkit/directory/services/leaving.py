"""Somebody leaves an organisation: what he looked after is handed over, and an administrator stays."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.services import lock_person
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotVisible
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.directory import notices
from clusterkit.directory.actions import CHANGE_ROLE
from clusterkit.directory.enums import AffiliationRole
from clusterkit.directory.hooks import Leaving, affiliation_ended, handover
from clusterkit.directory.models import Affiliation
from clusterkit.directory.selectors.leaving import is_last_admin, successors_of
from clusterkit.directory.services.admins import keep_an_admin, lock_organisation
from clusterkit.directory.services.affiliations import notice_of
from clusterkit.directory.services.invitations import pass_invitations_on
from clusterkit.directory.transitions import AFFILIATION


@transaction.atomic
def end_affiliation(
    *,
    affiliation: Affiliation,
    actor: Actor,
    reason: str = "",
    successor: Affiliation | None = None,
    expected_version: int | None = None,
) -> Affiliation:
    """End that the person acts for the organisation; he keeps his account and what he wrote stays.

    What he looked after in its name stays the organisation's: *successor*, another one of its people, answers for it,
    else its administrators. The successor of the last administrator becomes one.

    Raises ``Conflict`` when he is the last admin and names no successor; ``InvalidInput`` for a successor who does not
    act for the organisation.
    """
    lock_organisation(affiliation.organisation_id)
    heirs: list[Affiliation] = []

    def leave(row: Affiliation) -> dict[str, Any]:
        heir = _heir(row, successor, actor) if successor is not None else None
        if heir is None:
            keep_an_admin(row)
        elif is_last_admin(row):
            _appoint(heir, actor)
        heirs.extend([heir] if heir is not None else [])
        return _hand_over(row, heir, actor)

    def notify(row: Affiliation) -> list[ports.Notice]:
        told = [] if row.user_id == actor.user_id else [row.user_id]
        found = [notice_of(notices.ENDED, row, told, reverse("clusterkit_directory:mine"), reason=reason.strip())]
        for heir in heirs:
            recipients = [] if heir.user_id == actor.user_id else [heir.user_id]
            person, path = str(row.user.get_full_name()), row.organisation.get_absolute_url()
            found.append(notice_of(notices.TOOK_OVER, row, recipients, path, person=person, role=heir.role))
        return found

    return apply(
        AFFILIATION,
        "end",
        affiliation,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=leave,
        notices=notify,
        announce=affiliation_ended,
    )


def _heir(row: Affiliation, successor: Affiliation, actor: Actor) -> Affiliation:
    """The locked affiliation of who takes over."""
    heir = successors_of(actor, row).select_for_update(of=("self",)).filter(pk=successor.pk).first()
    if heir is None:
        raise InvalidInput(_("Choose somebody who acts for this organisation."), field="successor")
    return heir


def _appoint(heir: Affiliation, actor: Actor) -> None:
    """Make the successor of the last administrator one. His account is held: it is not erased at the same moment."""
    policy_of(Affiliation).require(actor, CHANGE_ROLE, heir)
    try:
        lock_person(heir.user_id)
    except NotVisible as error:
        raise InvalidInput(_("Choose somebody who acts for this organisation."), field="successor") from error
    before = heir.role
    heir.role = AffiliationRole.ADMIN
    heir.version += 1
    heir.save(update_fields=["role", "version"])
    ports.record(actor=actor, action=CHANGE_ROLE.code, target=heir, before={"role": before}, after={"role": heir.role})


def _hand_over(row: Affiliation, heir: Affiliation | None, actor: Actor) -> dict[str, Any]:
    """Let every app hand its part over. Returns what the log keeps of it."""
    payload = Leaving(row.organisation, row.user, actor, heir.user if heir is not None else None)
    moved: Counter[str] = Counter()
    for answer in handover.collect(payload, switched_off=True):
        moved.update(answer)
    is_admin = heir is not None and heir.role == AffiliationRole.ADMIN
    moved["invitations"] += pass_invitations_on(row, heir.user_id if heir is not None and is_admin else None)
    told: dict[str, Any] = {"successor": str(heir.user.get_full_name())} if heir is not None else {}
    if numbers := {name: number for name, number in moved.items() if number}:
        told["handed_over"] = numbers
    return told
