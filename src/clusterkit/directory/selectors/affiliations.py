"""Who acts for which organisation, and who asks to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from clusterkit.access.sources import AFFILIATION, register_source, standing
from clusterkit.accounts.selectors import consented
from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.directory.actions import CHANGE_ROLE, END, MANAGE_PEOPLE
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import LIVE_AFFILIATION_STATES, AffiliationRole, AffiliationState
from clusterkit.directory.models import Affiliation, Organisation


@register_source
def affiliations_of(user_id: int, day: date) -> QuerySet[Any]:
    """The confirmed affiliations of a person, for his standing, with when he last chose each to act for."""
    rows = Affiliation.objects.filter(user_id=user_id, state=AffiliationState.CONFIRMED)
    return standing(rows, kind=AFFILIATION, code="role", ref="organisation_id", value="chosen_at")


@dataclass(frozen=True)
class PersonLine:
    """A person of an organisation as its page shows him."""

    affiliation_id: int
    name: str
    position: str
    role: str
    role_label: str


def people_of(viewer: Actor, organisation: Organisation) -> list[PersonLine]:
    """The people who act for *organisation* and agreed to be listed, admins first."""
    rows = visible_to(viewer, organisation.affiliations.all()).select_related("user")
    rows = rows.filter(state=AffiliationState.CONFIRMED, is_listed=True, user__is_active=True).filter(
        consented(LISTED.code)
    )
    return [_person(row) for row in rows.order_by("role", "created_at", "pk")]


def _person(row: Affiliation) -> PersonLine:
    return PersonLine(row.pk, str(row.user.get_full_name()), row.position, row.role, str(row.get_role_display()))


def own_affiliation(viewer: Actor, organisation: Organisation) -> Affiliation | None:
    """The viewer's live affiliation with *organisation*."""
    if viewer.user_id is None:
        return None
    return organisation.affiliations.filter(user_id=viewer.user_id, state__in=LIVE_AFFILIATION_STATES).first()


@dataclass(frozen=True)
class StaffLine:
    """An affiliation as who manages the people of the organisation sees it."""

    affiliation: Affiliation
    name: str
    email: str
    may_change_role: bool
    may_end: bool


@dataclass(frozen=True)
class Staff:
    """Everybody of an organisation: who asks and who acts."""

    requests: Sequence[StaffLine]
    confirmed: Sequence[StaffLine]


def staff_of(viewer: Actor, organisation: Organisation) -> Staff:
    """The live affiliations of *organisation*, for who may manage its people."""
    policy = policy_of(Affiliation)
    policy_of(Organisation).require(viewer, MANAGE_PEOPLE, organisation)
    rows = (
        visible_to(viewer, organisation.affiliations.filter(state__in=LIVE_AFFILIATION_STATES))
        .select_related("user", "organisation")
        .order_by("role", "created_at", "pk")
    )
    lines = [
        StaffLine(
            row,
            str(row.user.get_full_name()),
            str(getattr(row.user, "email", "")),
            policy.can(viewer, CHANGE_ROLE, row),
            policy.can(viewer, END, row),
        )
        for row in rows
    ]
    return Staff(
        [line for line in lines if line.affiliation.state == AffiliationState.REQUESTED],
        [line for line in lines if line.affiliation.state == AffiliationState.CONFIRMED],
    )


def affiliations(viewer: Actor) -> QuerySet[Affiliation]:
    """The affiliations that *viewer* may see, newest first."""
    return visible_to(viewer, Affiliation.objects.select_related("user", "organisation"))


def own_affiliations(viewer: Actor) -> QuerySet[Affiliation]:
    """The viewer's own live affiliations, oldest first."""
    rows: QuerySet[Affiliation] = Affiliation.objects.filter(
        user_id=viewer.user_id or 0, state__in=LIVE_AFFILIATION_STATES
    )
    return rows.select_related("organisation").order_by("created_at", "pk")


def organisation_admin_ids(organisation: Organisation) -> list[int]:
    """User ids of the active admins of *organisation*."""
    return list(_admins().filter(organisation_id=organisation.pk).values_list("user_id", flat=True))


def _admins() -> QuerySet[Affiliation]:
    rows: QuerySet[Affiliation] = Affiliation.objects.filter(
        state=AffiliationState.CONFIRMED, role=AffiliationRole.ADMIN, user__is_active=True
    )
    return rows.order_by("pk")


def waiting_requests(viewer: Actor) -> QuerySet[Affiliation]:
    """Requests that *viewer* may answer as an admin of the organisation, longest waiting first."""
    rows = affiliations(viewer).filter(state=AffiliationState.REQUESTED, organisation_id__in=viewer.administered_ids)
    return rows.exclude(user_id=viewer.user_id or 0).order_by("created_at", "pk")


def unattended_requests(viewer: Actor) -> QuerySet[Affiliation]:
    """Requests to organisations without an admin: they wait for the cluster's office."""
    admins = _admins().filter(organisation_id=OuterRef("organisation_id"))
    rows = affiliations(viewer).filter(~Exists(admins), state=AffiliationState.REQUESTED)
    return rows.order_by("created_at", "pk")
