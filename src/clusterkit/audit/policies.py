"""Who reads the audit log."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.audit.actions import EXPORT, VIEW
from clusterkit.audit.models import AuditChain, AuditRow, AuditSeal
from clusterkit.core.policies import Action, Actor, Policy, register


@register
class AuditRowPolicy(Policy[AuditRow]):
    """Coordinators read all of it and take it out as a table; nobody does anything else with it."""

    model = AuditRow
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: AuditRow) -> bool:
        """Reading only."""
        return action in (VIEW, EXPORT)

    def scope(self, actor: Actor, queryset: QuerySet[AuditRow]) -> QuerySet[AuditRow]:
        """All of it."""
        return queryset


@register
class AuditSealPolicy(Policy[AuditSeal]):
    """As the rows that it seals."""

    model = AuditSeal
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: AuditSeal) -> bool:
        """Reading only."""
        return action == VIEW

    def scope(self, actor: Actor, queryset: QuerySet[AuditSeal]) -> QuerySet[AuditSeal]:
        """All of them."""
        return queryset


@register
class AuditChainPolicy(Policy[AuditChain]):
    """As the rows. The package moves its end, people do not."""

    model = AuditChain
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: AuditChain) -> bool:
        """Reading only."""
        return action == VIEW

    def scope(self, actor: Actor, queryset: QuerySet[AuditChain]) -> QuerySet[AuditChain]:
        """The one."""
        return queryset
