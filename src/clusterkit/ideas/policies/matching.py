"""Suggestions: the people of the item that they are for."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.directory.actions import VIEW_CAPABILITIES
from clusterkit.ideas import actions
from clusterkit.ideas.models import (
    CountedItem,
    Dismissal,
    Leaning,
    MatchNight,
    MatchWait,
    SavedSearch,
    SearchWord,
    Suggestion,
)
from clusterkit.ideas.policies.items import is_owner, may_read, visible_items


def _is_open(actor: Actor, obj: Suggestion | Dismissal) -> bool:
    """Whether what is suggested is open to *actor*: an item to reading, an organisation with what it can do."""
    if obj.other is not None:
        return may_read(actor, obj.other)
    return obj.organisation is not None and obj.organisation.is_published and actor.allows(VIEW_CAPABILITIES)


def _open_targets(actor: Actor) -> Q:
    """The list side of ``_is_open``."""
    shown = Q(pk__in=[])
    if actor.allows(actions.VIEW) and actor.allows(actions.READ):
        shown |= Q(other__isnull=False) & visible_items(actor, "other__")
    if actor.allows(VIEW_CAPABILITIES):
        shown |= Q(other=None, organisation__is_published=True)
    return shown


@register
class SuggestionPolicy(Policy[Suggestion]):
    """What fits to an item: its owners, as far as they see what is suggested.

    The reasons name words of the text, so the item that is suggested must be open to reading; an organisation is suggested
    by what it can do, so that must be open too.
    """

    model = Suggestion
    view = actions.VIEW_SUGGESTION

    def permits(self, actor: Actor, action: Action, obj: Suggestion) -> bool:
        """The owners'."""
        if actor.is_system:
            return True
        if action not in (actions.VIEW_SUGGESTION, actions.DISMISS) or not is_owner(actor, obj.item):
            return False
        return _is_open(actor, obj)

    def scope(self, actor: Actor, queryset: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        """The list side."""
        if actor.is_system:
            return queryset
        return queryset.filter(item__organisation_id__in=actor.organisation_ids).filter(_open_targets(actor))


@register
class DismissalPolicy(Policy[Dismissal]):
    """What the own organisations said."""

    model = Dismissal
    view = actions.DISMISS

    def permits(self, actor: Actor, action: Action, obj: Dismissal) -> bool:
        """Their own, as long as what they put aside is open to them."""
        if actor.is_system:
            return True
        return action == actions.DISMISS and obj.by_id in actor.organisation_ids and _is_open(actor, obj)

    def scope(self, actor: Actor, queryset: QuerySet[Dismissal]) -> QuerySet[Dismissal]:
        """The list side."""
        if actor.is_system:
            return queryset
        return queryset.filter(by_id__in=actor.organisation_ids).filter(_open_targets(actor))


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


@register
class MatchWaitPolicy(Policy[MatchWait]):
    """Which items the worker matches anew: the machinery only."""

    model = MatchWait
    view = actions.SETTINGS

    def permits(self, actor: Actor, action: Action, obj: MatchWait) -> bool:
        """Nobody."""
        return actor.is_system

    def scope(self, actor: Actor, queryset: QuerySet[MatchWait]) -> QuerySet[MatchWait]:
        """Nobody."""
        return queryset if actor.is_system else queryset.none()


@register
class MatchNightPolicy(Policy[MatchNight]):
    """How far a night's matching got: the machinery only."""

    model = MatchNight
    view = actions.SETTINGS

    def permits(self, actor: Actor, action: Action, obj: MatchNight) -> bool:
        """Nobody."""
        return actor.is_system

    def scope(self, actor: Actor, queryset: QuerySet[MatchNight]) -> QuerySet[MatchNight]:
        """Nobody."""
        return queryset if actor.is_system else queryset.none()


@register
class CountedItemPolicy(Policy[CountedItem]):
    """What is counted of which item: the machinery only."""

    model = CountedItem
    view = actions.SETTINGS

    def permits(self, actor: Actor, action: Action, obj: CountedItem) -> bool:
        """Nobody."""
        return actor.is_system

    def scope(self, actor: Actor, queryset: QuerySet[CountedItem]) -> QuerySet[CountedItem]:
        """Nobody."""
        return queryset if actor.is_system else queryset.none()
