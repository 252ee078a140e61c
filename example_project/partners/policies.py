"""Who sees a safety record, and how much of it."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, policy_of, register
from clusterkit.directory.models import Organisation
from example_project.partners.actions import MANAGE, VIEW, VIEW_DETAILS
from example_project.partners.models import SafetyRecord


@register
class SafetyRecordPolicy(Policy[SafetyRecord]):
    """That there is a certificate is seen with the organisation; the office enters it."""

    model = SafetyRecord
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: SafetyRecord) -> bool:
        """Seeing follows the organisation, entering is held back by its tier."""
        if action not in (VIEW, VIEW_DETAILS, MANAGE):
            return False
        organisations = policy_of(Organisation)
        return organisations.can(actor, organisations.view, obj.organisation)

    def scope(self, actor: Actor, queryset: QuerySet[SafetyRecord]) -> QuerySet[SafetyRecord]:
        """Those of the organisations that the actor sees."""
        shown = policy_of(Organisation).visible_to(actor)
        return queryset.filter(organisation__in=shown)

    def opens_details(self, actor: Actor, record: SafetyRecord) -> bool:
        """Whether number and issuer are shown: to the tier that it needs here, and to one's own organisation always."""
        return record.organisation_id in actor.organisation_ids or self.can(actor, VIEW_DETAILS, record)
