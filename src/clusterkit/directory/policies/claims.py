"""Who claims mail domains, and who decides whose they are."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.accounts.confirmed import confirmed_addresses
from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.directory.actions import CLAIM_DOMAIN, END_CLAIM, PROVE_DOMAIN, VIEW_CLAIMS
from clusterkit.directory.enums import DomainClaimState
from clusterkit.directory.mail_domains import normalise
from clusterkit.directory.models import DomainClaim


def claims_for(actor: Actor) -> QuerySet[DomainClaim]:
    """The confirmed claims of the mail domains at which *actor* has a confirmed address."""
    domains = {normalise(address) for address in confirmed_addresses(actor.user_id)} - {""}
    rows: QuerySet[DomainClaim] = DomainClaim.objects.filter(
        domain__in=sorted(domains), state=DomainClaimState.CONFIRMED, organisation__is_published=True
    )
    return rows


def admitting_claims(actor: Actor) -> QuerySet[DomainClaim]:
    """Those of :func:`claims_for` whose organisation lets such people in without a confirmation of its own."""
    return claims_for(actor).filter(admits_at_once=True)


@register
class DomainClaimPolicy(Policy[DomainClaim]):
    """Admins of the organisation see, make and give up its claims; the office sees all, decides and takes away.

    Who holds the link of the mail proves the claim that it names: the link was read before.
    """

    model = DomainClaim
    view = VIEW_CLAIMS

    def permits(self, actor: Actor, action: Action, obj: DomainClaim) -> bool:
        """The office everything; the organisation's admins all but the decision between two."""
        if action == PROVE_DOMAIN or actor.is_coordinator:
            return True
        return action in (VIEW_CLAIMS, CLAIM_DOMAIN, END_CLAIM) and obj.organisation_id in actor.administered_ids

    def scope(self, actor: Actor, queryset: QuerySet[DomainClaim]) -> QuerySet[DomainClaim]:
        """All for the office, else those of the organisations that one administers."""
        if actor.is_coordinator:
            return queryset
        return queryset.filter(organisation_id__in=actor.administered_ids)
