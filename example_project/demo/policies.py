"""Who reads the demonstration's mails: everybody, or a guest could not confirm his address."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import OPEN, Action, Actor, Policy, register
from example_project.demo.models import SentMail


@register
class SentMailPolicy(Policy[SentMail]):
    """Open, since no mail of the demonstration goes to a real person."""

    model = SentMail
    view = OPEN

    def permits(self, actor: Actor, action: Action, obj: SentMail) -> bool:
        """Anybody."""
        return True

    def scope(self, actor: Actor, queryset: QuerySet[SentMail]) -> QuerySet[SentMail]:
        """All of this cluster."""
        return queryset
