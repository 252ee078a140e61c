"""What fits to an item, for its owner's people, and what they think of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, DetailPage
from clusterkit.ideas import actions
from clusterkit.ideas.models import Dismissal, Item, Suggestion
from clusterkit.ideas.selectors.matching import (
    AsideView,
    SuggestionView,
    aside_views,
    may_see_suggestions,
    put_aside,
    suggestion_views,
    suggestions,
)
from clusterkit.ideas.services.matching import dismiss, fits_after_all
from clusterkit.ideas.views.lists import exchange_crumb


class Suggestions(DetailPage[Item]):
    """Everything that may fit to an item of one's own, and what was put aside."""

    policy_action = actions.VIEW_SUGGESTION
    model = Item
    template_name = "clusterkit/ideas/suggestions.html"
    context_object_name = "item"

    def get_rows(self) -> QuerySet[Item]:
        """Items of one's organisations."""
        return Item.objects.filter(organisation_id__in=self.viewer.organisation_ids)

    def get_object(self, queryset: Any = None) -> Item:
        """One for which suggestions are made now."""
        item = super().get_object(queryset)
        if not may_see_suggestions(self.viewer, item):
            raise Http404
        return item

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Suggestions with their reasons."""
        item = self.object
        return super().get_context_data(
            title=_("Who could help"),
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(_("Who could help"))],
            suggestions=suggestion_views(self.viewer, suggestions(self.viewer).filter(item=item)),
            aside=aside_views(self.viewer, put_aside(self.viewer).filter(item=item)),
            **kwargs,
        )


class Dismiss(ActionView):
    """Put a suggestion aside."""

    policy_action = actions.DISMISS
    title = _("Does it not fit?")
    text = _(
        "Nobody of your organisation sees this suggestion any more, and what spoke for it counts a little less from now on. "
        "You can take it back."
    )
    button = _("Does not fit")
    success_message = _("Put aside. You find it below all suggestions, should it fit after all.")

    def get_subject(self) -> Suggestion:
        """Among one's own."""
        return self.get_visible(Suggestion, suggestions(self.viewer).select_related("item"), pk=self.kwargs["pk"])

    def get_context_data(self) -> dict[str, Any]:
        """What is put aside stands above."""
        found = suggestion_views(self.viewer, suggestions(self.viewer).filter(pk=self.kwargs["pk"]))
        return {**super().get_context_data(), "crumbs": _crumbs(self.get_subject().item, found)}

    def get_back_url(self) -> str:
        """The item's suggestions."""
        return _suggestions_url(self.get_subject().item_id)

    def get_success_url(self) -> str:
        """The item's suggestions."""
        return _suggestions_url(self.result.item_id)

    def perform(self) -> Dismissal:
        """By the service."""
        return dismiss(suggestion=self.get_subject(), actor=self.viewer)


class FitsAfterAll(ActionView):
    """Take it back."""

    policy_action = actions.DISMISS
    title = _("Does it fit after all?")
    text = _("The suggestion may come again, and what was learnt from it is forgotten.")
    button = _("Fits after all")
    success_message = _("It is looked at again. What fits shows among the suggestions.")

    def get_subject(self) -> Dismissal:
        """Among one's own."""
        return self.get_visible(Dismissal, put_aside(self.viewer).select_related("item"), pk=self.kwargs["pk"])

    def get_context_data(self) -> dict[str, Any]:
        """What it is about stands above."""
        found = aside_views(self.viewer, put_aside(self.viewer).filter(pk=self.kwargs["pk"]))
        return {**super().get_context_data(), "crumbs": _crumbs(self.get_subject().item, found)}

    def get_back_url(self) -> str:
        """The item's suggestions."""
        return _suggestions_url(self.get_subject().item_id)

    def get_success_url(self) -> str:
        """The item's suggestions."""
        return _suggestions_url(self.result)

    def perform(self) -> int:
        """By the service."""
        dismissal = self.get_subject()
        fits_after_all(dismissal=dismissal, actor=self.viewer)
        return dismissal.item_id


def _suggestions_url(item_id: int) -> str:
    return reverse("clusterkit_ideas:suggestions", kwargs={"pk": item_id})


def _crumbs(item: Item, found: Sequence[SuggestionView | AsideView]) -> list[Crumb]:
    return [
        exchange_crumb(),
        Crumb(item.title, item.get_absolute_url()),
        Crumb(_("Who could help"), _suggestions_url(item.pk)),
        *(Crumb(row.target.title) for row in found),
    ]
