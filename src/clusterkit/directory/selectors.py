"""Reads of the directory. Pages and the API show the same depths, made here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Window

from clusterkit.access.sources import AFFILIATION, register_source, standing
from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.core.search import search_query
from clusterkit.directory.actions import CHANGE_ROLE, EDIT, END, MANAGE_PEOPLE, VIEW_CAPABILITIES, VIEW_PEOPLE
from clusterkit.directory.enums import LIVE_AFFILIATION_STATES, AffiliationRole, AffiliationState, OrganisationKind
from clusterkit.directory.models import Affiliation, Capability, Contact, Organisation, Sector
from clusterkit.tenancy.enums import Region


@register_source
def affiliations_of(user_id: int, day: date) -> QuerySet[Any]:
    """The confirmed affiliations of a person, for his standing."""
    rows = Affiliation.objects.filter(user_id=user_id, state=AffiliationState.CONFIRMED)
    return standing(rows, kind=AFFILIATION, code="role", ref="organisation_id")


def organisations(viewer: Actor) -> QuerySet[Organisation]:
    """The organisations that *viewer* may see, by name, with their sectors."""
    return visible_to(viewer, Organisation.objects.prefetch_related("sectors"))


def search_organisations(queryset: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Narrow *queryset* to those whose names or summary have all words of *text*; unchanged where it has none."""
    query = search_query(text)
    return queryset if query is None else queryset.filter(search=query)


@dataclass(frozen=True)
class PersonLine:
    """A person of an organisation as its page shows him."""

    affiliation_id: int
    name: str
    position: str
    role: str
    role_label: str


@dataclass(frozen=True)
class OrganisationCard:
    """One organisation as deep as the viewer sees it: ``None`` where a depth is closed to him.

    ``affiliation`` is the viewer's own live affiliation, requested or confirmed.
    """

    organisation: Organisation
    capabilities: Sequence[Capability] | None
    contacts: Sequence[Contact] | None
    people: Sequence[PersonLine] | None
    affiliation: Affiliation | None
    is_own: bool
    may_edit: bool
    may_manage_people: bool


def organisation_card(viewer: Actor, organisation: Organisation) -> OrganisationCard:
    """What *viewer* sees of *organisation* (which he may see): a constant number of queries."""
    own = organisation.pk in viewer.organisation_ids or viewer.is_coordinator
    sees_capabilities = own or viewer.allows(VIEW_CAPABILITIES)
    sees_people = own or viewer.allows(VIEW_PEOPLE)
    policy = policy_of(Organisation)
    return OrganisationCard(
        organisation=organisation,
        capabilities=list(visible_to(viewer, organisation.capabilities.all())) if sees_capabilities else None,
        contacts=list(visible_to(viewer, organisation.contacts.all())) if sees_people else None,
        people=people_of(viewer, organisation) if sees_people else None,
        affiliation=own_affiliation(viewer, organisation),
        is_own=organisation.pk in viewer.organisation_ids,
        may_edit=policy.can(viewer, EDIT, organisation),
        may_manage_people=policy.can(viewer, MANAGE_PEOPLE, organisation),
    )


def people_of(viewer: Actor, organisation: Organisation) -> list[PersonLine]:
    """The people who act for *organisation* and agreed to be listed, admins first."""
    rows = visible_to(viewer, organisation.affiliations.all()).select_related("user")
    rows = rows.filter(state=AffiliationState.CONFIRMED, is_listed=True, user__is_active=True)
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


def organisations_of(viewer: Actor) -> QuerySet[Organisation]:
    """The organisations that *viewer* acts for."""
    return organisations(viewer).filter(pk__in=viewer.organisation_ids)


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


def unpublished(viewer: Actor) -> QuerySet[Organisation]:
    """Organisations that are not shown yet, oldest first."""
    return organisations(viewer).filter(is_published=False).order_by("created_at", "pk")


@dataclass(frozen=True)
class Overview:
    """How many organisations stand where: by kind, by region ("" is abroad or not given) and by sector."""

    total: int
    founders: int
    kinds: list[tuple[str, str, int]]
    regions: dict[str, int]
    sectors: list[tuple[Sector, int]]


def overview(viewer: Actor) -> Overview:
    """The counts over everything that *viewer* sees, in two queries."""
    visible = visible_to(viewer, Organisation.objects.all())
    groups = list(visible.order_by().values_list("kind", "region", "is_founder").annotate(number=Count("pk")))
    kinds: dict[str, int] = {}
    regions: dict[str, int] = {}
    for kind, region, _founder, number in groups:
        kinds[kind] = kinds.get(kind, 0) + number
        regions[region] = regions.get(region, 0) + number
    sectors = Sector.objects.filter(organisations__in=visible.order_by()).annotate(number=Count("organisations"))
    return Overview(
        total=sum(kinds.values()),
        founders=sum(number for _kind, _region, founder, number in groups if founder),
        kinds=[(kind.value, str(kind.label), kinds[kind.value]) for kind in OrganisationKind if kind.value in kinds],
        regions={region: regions.get(region, 0) for region in [*Region.values, ""]},
        sectors=[(sector, sector.number) for sector in sectors.order_by("order", "code")],
    )


def participants_row(viewer: Actor, *, limit: int = 12) -> tuple[list[Organisation], int]:
    """The first *limit* published organisations, founders first, and how many there are, in one query."""
    rows = visible_to(viewer, Organisation.objects.filter(is_published=True))
    counted = rows.annotate(total=Window(Count("pk"))).order_by("-is_founder", "sort_key", "pk")[:limit]
    found: list[Any] = list(counted)
    return found, found[0].total if found else 0
