"""Mail domains: whose they are, which wait, and which organisations a person may act for by his address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from clusterkit.core.policies import Actor, visible_to
from clusterkit.directory.actions import JOIN_BY_ADDRESS
from clusterkit.directory.enums import LIVE_CLAIM_STATES, AffiliationState, DomainClaimState
from clusterkit.directory.models import Affiliation, DomainClaim, Organisation
from clusterkit.directory.policies.claims import claims_for


def domain_claims(viewer: Actor) -> QuerySet[DomainClaim]:
    """The claims that *viewer* may see, by domain."""
    return visible_to(viewer, DomainClaim.objects.select_related("organisation", "claimed_by"))


def live_claims_of(viewer: Actor, organisation: Organisation) -> QuerySet[DomainClaim]:
    """What *organisation* claims now, for who may see it."""
    return domain_claims(viewer).filter(organisation=organisation, state__in=LIVE_CLAIM_STATES)


def claims_for_office(viewer: Actor) -> QuerySet[DomainClaim]:
    """All live claims, first those that wait for the office's decision."""
    first = Case(When(state=DomainClaimState.DISPUTED, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = domain_claims(viewer).filter(state__in=LIVE_CLAIM_STATES)
    return rows.annotate(turn=first).order_by("turn", "domain", "pk")


def disputed_claims(viewer: Actor) -> QuerySet[DomainClaim]:
    """Claims of domains that another organisation has, longest waiting first."""
    return domain_claims(viewer).filter(state=DomainClaimState.DISPUTED).order_by("state_changed_at", "pk")


def holders_of(viewer: Actor, domains: Sequence[str]) -> dict[str, Organisation]:
    """The organisations that have *domains* now, among the claims that *viewer* may see."""
    rows = domain_claims(viewer).filter(domain__in=list(domains), state=DomainClaimState.CONFIRMED)
    return {row.domain: row.organisation for row in rows}


@dataclass(frozen=True)
class Offer:
    """An organisation that a person may act for by his address at *domain*. ``at_once``: without a confirmation."""

    organisation: Organisation
    domain: str
    at_once: bool


def offers_for(viewer: Actor) -> list[Offer]:
    """The organisations whose mail domains the viewer has a confirmed address at, and for which he does not act yet.

    One that he asked already is offered where it would let him in at once.
    """
    if viewer.user_id is None or not viewer.allows(JOIN_BY_ADDRESS):
        return []
    claims: dict[int, DomainClaim] = {}
    for claim in claims_for(viewer).select_related("organisation").order_by("-admits_at_once", "domain"):
        claims.setdefault(claim.organisation_id, claim)
    claims = {key: claim for key, claim in claims.items() if key not in viewer.organisation_ids}
    asked = _asked(viewer, claims) if claims else frozenset()
    return [
        Offer(claim.organisation, claim.domain, claim.admits_at_once)
        for key, claim in claims.items()
        if claim.admits_at_once or key not in asked
    ]


def _asked(viewer: Actor, claims: dict[int, DomainClaim]) -> frozenset[int]:
    rows: Any = Affiliation.objects.filter(
        user_id=viewer.user_id or 0, state=AffiliationState.REQUESTED, organisation_id__in=list(claims)
    )
    return frozenset(rows.values_list("organisation_id", flat=True))


def offer_of(viewer: Actor, organisation: Organisation) -> Offer | None:
    """The offer of *organisation* to the viewer, if it has one."""
    return next((offer for offer in offers_for(viewer) if offer.organisation.pk == organisation.pk), None)
