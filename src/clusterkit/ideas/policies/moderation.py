"""What people report, and what the office does about it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.ideas import actions
from clusterkit.ideas.models import ExchangeSettings, Report, Sanction
from clusterkit.ideas.policies.items import ItemPolicy


@register
class ReportPolicy(Policy[Report]):
    """Reports: coordinators, except about what is their own. Who reported is shown to nobody."""

    model = Report
    view = actions.VIEW_REPORTS

    def permits(self, actor: Actor, action: Action, obj: Report) -> bool:
        """Nobody decides about his own item or comment, or about his own report."""
        if actor.is_system:
            return True
        if action not in (actions.VIEW_REPORTS, actions.DECIDE_REPORT) or not actor.is_coordinator:
            return False
        return not self._about_own(actor, obj) and (action == actions.VIEW_REPORTS or obj.reporter_id != actor.user_id)

    @staticmethod
    def _about_own(actor: Actor, obj: Report) -> bool:
        if obj.comment is None:
            return ItemPolicy.has_part(actor, obj.item)
        wrote = obj.comment.author_id is not None and obj.comment.author_id == actor.user_id
        return wrote or obj.comment.organisation_id in actor.organisation_ids

    def scope(self, actor: Actor, queryset: QuerySet[Report]) -> QuerySet[Report]:
        """The list side."""
        if actor.is_system:
            return queryset
        if not actor.is_coordinator:
            return queryset.none()
        about_item, of_own = Q(comment=None), actor.organisation_ids
        own = about_item & (Q(item__organisation_id__in=of_own) | Q(item__author_id=actor.user_id))
        own |= Q(comment__author_id=actor.user_id) | Q(comment__organisation_id__in=of_own)
        return queryset.exclude(pk__in=Report.objects.filter(own).values("pk"))


@register
class SanctionPolicy(Policy[Sanction]):
    """Warnings and blocks: coordinators, and one's own to read."""

    model = Sanction
    view = actions.FOLLOW

    def permits(self, actor: Actor, action: Action, obj: Sanction) -> bool:
        """Nobody sanctions himself, or lifts his own."""
        if actor.is_system:
            return True
        own = obj.user_id == actor.user_id
        if action == self.view:
            return own or actor.is_coordinator
        return action == actions.SANCTION and actor.is_coordinator and not own

    def scope(self, actor: Actor, queryset: QuerySet[Sanction]) -> QuerySet[Sanction]:
        """The list side."""
        if actor.is_system or actor.is_coordinator:
            return queryset
        return queryset.filter(user_id__in=[actor.user_id or 0])


@register
class ExchangeSettingsPolicy(Policy[ExchangeSettings]):
    """The settings of the exchange: coordinators."""

    model = ExchangeSettings
    view = actions.SETTINGS

    def permits(self, actor: Actor, action: Action, obj: ExchangeSettings) -> bool:
        """As the tier says."""
        return action == actions.SETTINGS and (actor.is_system or actor.is_coordinator)

    def scope(self, actor: Actor, queryset: QuerySet[ExchangeSettings]) -> QuerySet[ExchangeSettings]:
        """As the tier says."""
        return queryset if actor.is_system or actor.is_coordinator else queryset.none()
