"""Who reads the audit log."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.audit.actions import VIEW
from clusterkit.audit.models import AuditRow
from clusterkit.core.policies import Action, Actor, Policy, register


@register
class AuditRowPolicy(Policy[AuditRow]):
    """Coordinators read all of it; nobody does anything else with it."""

    model = AuditRow
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: AuditRow) -> bool:
        """Reading only."""
        return action == VIEW

    def scope(self, actor: Actor, queryset: QuerySet[AuditRow]) -> QuerySet[AuditRow]:
        """All of it."""
        return queryset
