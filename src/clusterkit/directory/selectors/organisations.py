"""Reads of organisations. Pages and the API show the same depths, made here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.core.search import search_query
from clusterkit.directory.actions import EDIT, MANAGE_PEOPLE, VIEW_CAPABILITIES, VIEW_HISTORY, VIEW_PEOPLE
from clusterkit.directory.models import (
    Affiliation,
    Capability,
    Certificate,
    Contact,
    FormerAddress,
    Organisation,
    Picture,
    Product,
    Profile,
    Sector,
)
from clusterkit.directory.selectors.affiliations import PersonLine, own_affiliation, people_of


def organisations(viewer: Actor) -> QuerySet[Organisation]:
    """The organisations that *viewer* may see, by name, with their sectors."""
    return visible_to(viewer, Organisation.objects.prefetch_related("sectors"))


def moved_to(viewer: Actor, slug: str) -> Organisation | None:
    """The organisation that had the address *slug* before, if *viewer* may see it."""
    formers = FormerAddress.objects.filter(slug=slug).select_related("organisation")
    former = visible_to(viewer, formers).first()
    return former.organisation if former is not None else None


def taxonomy(viewer: Actor) -> QuerySet[Sector]:
    """The sectors of the cluster with their profiles."""
    return visible_to(viewer, Sector.objects.prefetch_related("profiles"))


def search_organisations(queryset: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Narrow *queryset* to those whose names or summary have all words of *text*; unchanged where it has none."""
    query = search_query(text)
    return queryset if query is None else queryset.filter(search=query)


@dataclass(frozen=True)
class OrganisationCard:
    """One organisation as deep as the viewer sees it: ``None`` where a depth is closed to him.

    ``affiliation`` is the viewer's own live affiliation, requested or confirmed.
    """

    organisation: Organisation
    sectors: Sequence[Sector]
    profiles: Sequence[Profile]
    pictures: Sequence[Picture]
    capabilities: Sequence[Capability] | None
    products: Sequence[Product] | None
    certificates: Sequence[Certificate] | None
    contacts: Sequence[Contact] | None
    people: Sequence[PersonLine] | None
    affiliation: Affiliation | None
    is_own: bool
    may_edit: bool
    may_manage_people: bool
    may_see_history: bool


def organisation_card(viewer: Actor, organisation: Organisation) -> OrganisationCard:
    """What *viewer* sees of *organisation* (which he may see): a constant number of queries."""
    own = organisation.pk in viewer.organisation_ids or viewer.is_coordinator
    sees_capabilities = own or viewer.allows(VIEW_CAPABILITIES)
    sees_people = own or viewer.allows(VIEW_PEOPLE)
    policy = policy_of(Organisation)
    return OrganisationCard(
        organisation=organisation,
        sectors=list(organisation.sectors.all()),
        profiles=list(organisation.profiles.all()),
        pictures=list(visible_to(viewer, organisation.pictures.all())),
        capabilities=list(visible_to(viewer, organisation.capabilities.all())) if sees_capabilities else None,
        products=list(visible_to(viewer, organisation.products.all())) if sees_capabilities else None,
        certificates=list(visible_to(viewer, organisation.certificates.all())) if sees_capabilities else None,
        contacts=list(visible_to(viewer, organisation.contacts.all())) if sees_people else None,
        people=people_of(viewer, organisation) if sees_people else None,
        affiliation=own_affiliation(viewer, organisation),
        is_own=organisation.pk in viewer.organisation_ids,
        may_edit=policy.can(viewer, EDIT, organisation),
        may_manage_people=policy.can(viewer, MANAGE_PEOPLE, organisation),
        may_see_history=policy.can(viewer, VIEW_HISTORY, organisation),
    )


def organisations_of(viewer: Actor) -> QuerySet[Organisation]:
    """The organisations that *viewer* acts for."""
    return organisations(viewer).filter(pk__in=viewer.organisation_ids)


def unpublished(viewer: Actor) -> QuerySet[Organisation]:
    """Organisations that are not shown yet, oldest first."""
    return organisations(viewer).filter(is_published=False).order_by("created_at", "pk")
