"""Searches that a person keeps: from the list, changed, removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import Actor
from clusterkit.core.web.elements import Crumb, FilterChip
from clusterkit.core.web.views import ActionView, FormPage, PageView
from clusterkit.ideas import actions, services
from clusterkit.ideas.filters import ItemFilter
from clusterkit.ideas.forms.searches import SearchForm
from clusterkit.ideas.models import Item, SavedSearch
from clusterkit.ideas.selectors import own_searches, stored_query
from clusterkit.ideas.views.choices import Names, names_of, words_of
from clusterkit.ideas.views.lists import exchange_crumb


@dataclass(frozen=True)
class SearchLine:
    """A kept search with its filters in words; ``url`` is the list that it shows, empty where a filter is wrong by now."""

    search: SavedSearch
    filters: list[FilterChip]
    url: str


def search_line(search: SavedSearch, viewer: Actor, names: Names) -> SearchLine:
    """*search* as its owner sees it."""
    query = stored_query(search)
    bound = ItemFilter(query, queryset=Item.objects.none(), viewer=viewer)
    url = f"{reverse('clusterkit_ideas:list')}?{urlencode(query)}" if bound.chosen else ""
    filters = [
        FilterChip(bound.filters[name].label, words_of(bound, name, value, names), "")
        for name, value in bound.chosen.items()
    ]
    return SearchLine(search, filters, url)


def _searches_crumb() -> Crumb:
    return Crumb(gettext_lazy("My searches"), reverse("clusterkit_ideas:searches"))


class Searches(PageView):
    """One's own searches."""

    policy_action = actions.SAVE_SEARCH
    template_name = "clusterkit/ideas/searches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with its filters in words."""
        searches = list(own_searches(self.viewer))
        names = names_of(self.viewer, map(stored_query, searches))
        lines = [search_line(search, self.viewer, names) for search in searches]
        return super().get_context_data(
            title=_("My searches"), lines=lines, crumbs=[exchange_crumb(), Crumb(_("My searches"))], **kwargs
        )


class SearchPage(FormPage[SearchForm]):
    """What the two forms share."""

    policy_action = actions.SAVE_SEARCH
    form_class = SearchForm
    template_name = "clusterkit/form_page.html"

    def get_success_url(self) -> str:
        """One's searches."""
        return reverse("clusterkit_ideas:searches")


class KeepSearch(SearchPage):
    """Keep the filters of this address. They stay in the address, so nothing is lost when the form comes back."""

    success_message = gettext_lazy("The search is kept.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; without a filter back to the list, where they are chosen."""
        try:
            services.clean_query(request.GET)
        except DomainError:
            return HttpResponseRedirect(reverse("clusterkit_ideas:list"))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """A name from the filters."""
        bound = ItemFilter(self.request.GET, queryset=Item.objects.none(), viewer=self.viewer)
        names = names_of(self.viewer, [bound.chosen])
        words = [str(words_of(bound, name, value, names)) for name, value in bound.chosen.items()]
        return {**super().get_initial(), "name": ", ".join(words)[:120]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back to the list as it was."""
        return super().get_context_data(
            title=_("Keep this search"),
            submit_label=_("Keep it"),
            cancel_url=f"{reverse('clusterkit_ideas:list')}?{self.request.GET.urlencode()}",
            crumbs=[exchange_crumb(), _searches_crumb(), Crumb(_("Keep this search"))],
            **kwargs,
        )

    def perform(self, form: SearchForm) -> SavedSearch:
        """Keep it."""
        return services.keep_search(query=self.request.GET, actor=self.viewer, **form.cleaned_data)


class ChangeSearch(SearchPage):
    """Another name, another rhythm."""

    success_message = gettext_lazy("The search is changed.")

    def search(self) -> SavedSearch:
        """One's own search; 404 for others."""
        return self.get_visible(SavedSearch, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        search = self.search()
        return {**super().get_initial(), "name": search.name, "rhythm": search.rhythm}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back."""
        return super().get_context_data(
            title=_("Change the search"),
            cancel_url=self.get_success_url(),
            crumbs=[exchange_crumb(), _searches_crumb(), Crumb(self.search().name)],
            **kwargs,
        )

    def perform(self, form: SearchForm) -> SavedSearch:
        """Change it."""
        return services.change_search(search=self.search(), actor=self.viewer, **form.cleaned_data)


class RemoveSearch(ActionView):
    """Keep it no more."""

    policy_action = actions.SAVE_SEARCH
    title = gettext_lazy("Remove this search?")
    button = gettext_lazy("Remove")
    tone = "danger"
    success_message = gettext_lazy("The search is removed.")

    def get_subject(self) -> SavedSearch:
        """One's own search; 404 for others."""
        return self.get_visible(SavedSearch, pk=self.kwargs["pk"])

    def get_context_data(self) -> dict[str, Any]:
        """Names it."""
        text = _("You hear no more of what is new for “%(name)s”.") % {"name": self.get_subject().name}
        return {**super().get_context_data(), "text": text}

    def perform(self) -> None:
        """Remove it."""
        services.remove_search(search=self.get_subject(), actor=self.viewer)

    def get_success_url(self) -> str:
        """One's searches."""
        return reverse("clusterkit_ideas:searches")
