"""Who does what with requests for clusters, clusters and the platform's log. All of it is the operators'."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.audit.actions import EXPORT_PLATFORM
from clusterkit.core.policies import Action, Actor, Policy, TierPolicy, register
from clusterkit.registry.actions import CONFIRM, OPERATE, VIEW_CATALOGUE
from clusterkit.registry.models import NationalFigure, OpeningRequest, OperatorChain, OperatorEntry, OperatorSeal
from clusterkit.tenancy.models import Cluster


@register
class OpeningRequestPolicy(Policy[OpeningRequest]):
    """Operators see and decide all; who holds the link of the mail confirms the one it names."""

    model = OpeningRequest
    view = OPERATE

    def permits(self, actor: Actor, action: Action, obj: OpeningRequest) -> bool:
        """Everything that the tier allows; the link was read before."""
        return action == CONFIRM or actor.is_coordinator

    def scope(self, actor: Actor, queryset: QuerySet[OpeningRequest]) -> QuerySet[OpeningRequest]:
        """All of them."""
        return queryset


@register
class ClusterPolicy(TierPolicy[Cluster]):
    """Operators see and change every cluster."""

    model = Cluster
    view = OPERATE


@register
class OperatorEntryPolicy(Policy[OperatorEntry]):
    """Operators read the log; nobody does anything else with it."""

    model = OperatorEntry
    view = OPERATE

    def permits(self, actor: Actor, action: Action, obj: OperatorEntry) -> bool:
        """Reading only."""
        return action in (OPERATE, EXPORT_PLATFORM)

    def scope(self, actor: Actor, queryset: QuerySet[OperatorEntry]) -> QuerySet[OperatorEntry]:
        """All of it."""
        return queryset


@register
class NationalFigurePolicy(TierPolicy[NationalFigure]):
    """Everybody sees the national picture; operators keep it."""

    model = NationalFigure
    view = VIEW_CATALOGUE


@register
class OperatorSealPolicy(OperatorEntryPolicy):
    """As the entries that it seals."""

    model = OperatorSeal  # type: ignore[assignment]


@register
class OperatorChainPolicy(OperatorEntryPolicy):
    """As the entries."""

    model = OperatorChain  # type: ignore[assignment]
