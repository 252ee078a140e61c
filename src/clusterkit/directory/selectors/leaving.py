"""What those need to know who end that somebody acts for an organisation: what he looks after, and who may take over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.directory.actions import END
from clusterkit.directory.enums import AffiliationRole, AffiliationState
from clusterkit.directory.hooks import Belongings, Leaving, handover_outlook
from clusterkit.directory.models import Affiliation


@dataclass(frozen=True)
class Handover:
    """What is handed over, and who may take it. ``needs_successor``: he is the last administrator."""

    belongings: Sequence[Belongings]
    successors: Sequence[Affiliation]
    needs_successor: bool


def handover_of(viewer: Actor, affiliation: Affiliation) -> Handover:
    """What the person of *affiliation* hands over when he leaves. Raises unless *viewer* may end it."""
    policy_of(Affiliation).require(viewer, END, affiliation)
    payload = Leaving(affiliation.organisation, affiliation.user, viewer)
    found = [group for groups in handover_outlook.collect(payload) for group in groups]
    return Handover(
        [group for group in found if group.number],
        list(successors_of(viewer, affiliation)),
        is_last_admin(affiliation),
    )


def successors_of(viewer: Actor, affiliation: Affiliation) -> QuerySet[Affiliation]:
    """Who may take over: the others who act for the organisation, as far as *viewer* may know of them; admins first."""
    others = Affiliation.objects.filter(
        organisation_id=affiliation.organisation_id, state=AffiliationState.CONFIRMED, user__is_active=True
    ).exclude(user_id=affiliation.user_id)
    return visible_to(viewer, others.select_related("user")).order_by("role", "created_at", "pk")


def is_last_admin(affiliation: Affiliation) -> bool:
    """Whether nobody else administers the organisation. Ask it under the lock of the organisation before a write."""
    if affiliation.role != AffiliationRole.ADMIN:
        return False
    admins = Affiliation.objects.filter(
        organisation_id=affiliation.organisation_id,
        role=AffiliationRole.ADMIN,
        state=AffiliationState.CONFIRMED,
        user__is_active=True,
    )
    return not admins.exclude(pk=affiliation.pk).exists()
