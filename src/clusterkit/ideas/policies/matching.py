"""Suggestions: the people of the item that they are for."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions
from clusterkit.ideas.models import Dismissal, Item, Leaning, SavedSearch, SearchWord, Suggestion
from clusterkit.ideas.policies.items import ItemPolicy, is_owner


@register
class SuggestionPolicy(Policy[Suggestion]):
    """What fits to an item: its owners, as far as they see what is suggested."""

    model = Suggestion
    view = actions.VIEW_SUGGESTION

    def permits(self, actor: Actor, action: Action, obj: Suggestion) -> bool:
        """The owners'."""
        if actor.is_system:
            return True
        if action not in (actions.VIEW_SUGGESTION, actions.DISMISS) or not is_owner(actor, obj.item):
            return False
        if obj.other is not None:
            return ItemPolicy().can(actor, actions.VIEW, obj.other)
        return obj.organisation is not None and obj.organisation.is_published

    def scope(self, actor: Actor, queryset: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        """The list side."""
        if actor.is_system:
            return queryset
        seen = ItemPolicy().visible_to(actor, Item.objects.all()).values("pk")
        shown = Organisation.objects.published().values("pk")
        return queryset.filter(item__organisation_id__in=actor.organisation_ids).filter(
            Q(other_id__in=seen) | Q(organisation_id__in=shown)
        )


@register
class DismissalPolicy(Policy[Dismissal]):
    """What the own organisations said."""

    model = Dismissal
    view = actions.DISMISS

    def permits(self, actor: Actor, action: Action, obj: Dismissal) -> bool:
        """Their own."""
        return action == actions.DISMISS and (actor.is_system or obj.by_id in actor.organisation_ids)

    def scope(self, actor: Actor, queryset: QuerySet[Dismissal]) -> QuerySet[Dismissal]:
        """The list side."""
        return queryset if actor.is_system else queryset.filter(by_id__in=actor.organisation_ids)


@register
class LeaningPolicy(Policy[Leaning]):
    """What the own organisations taught the matching."""

    model = Leaning
    view = actions.DISMISS

    def permits(self, actor: Actor, action: Action, obj: Leaning) -> bool:
        """Their own."""
        return action == actions.DISMISS and (actor.is_system or obj.organisation_id in actor.organisation_ids)

    def scope(self, actor: Actor, queryset: QuerySet[Leaning]) -> QuerySet[Leaning]:
        """The list side."""
        return queryset if actor.is_system else queryset.filter(organisation_id__in=actor.organisation_ids)


@register
class SavedSearchPolicy(Policy[SavedSearch]):
    """One's own searches."""

    model = SavedSearch
    view = actions.SAVE_SEARCH

    def permits(self, actor: Actor, action: Action, obj: SavedSearch) -> bool:
        """One's own only."""
        return actor.is_system or (action == actions.SAVE_SEARCH and obj.user_id == actor.user_id)

    def scope(self, actor: Actor, queryset: QuerySet[SavedSearch]) -> QuerySet[SavedSearch]:
        """One's own only."""
        return queryset if actor.is_system else queryset.filter(user_id__in=[actor.user_id or 0])


@register
class SearchWordPolicy(Policy[SearchWord]):
    """The words of all items: the machinery only, they would tell what hidden items say."""

    model = SearchWord
    view = actions.SETTINGS

    def permits(self, actor: Actor, action: Action, obj: SearchWord) -> bool:
        """Nobody."""
        return actor.is_system

    def scope(self, actor: Actor, queryset: QuerySet[SearchWord]) -> QuerySet[SearchWord]:
        """Nobody."""
        return queryset if actor.is_system else queryset.none()
