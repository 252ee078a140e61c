"""People whom members find by what they know. For everybody else there is nothing here, not even the list."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from clusterkit.accounts.actions import SEE_EXPERTISE
from clusterkit.accounts.consents import EXPERTISE
from clusterkit.accounts.enums import TagKind
from clusterkit.accounts.models import Expertise
from clusterkit.accounts.selectors import KnownTag, has_consent, known_tags
from clusterkit.accounts.validators import tag_key
from clusterkit.core.policies import OPEN
from clusterkit.core.web.elements import Crumb, FacetOption
from clusterkit.core.web.views import ListPage, PageView, PolicyView
from clusterkit.directory.people_filters import PeopleFilter
from clusterkit.directory.selectors.people import people, person_card, unlisted_affiliation

FACET_OPTIONS = 12


class ForWhoFinds(PolicyView):
    """Answers 404 to who may not see people: he is not told that there is a list."""

    policy_action = OPEN

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Nothing, or the page."""
        if not self.viewer.allows(SEE_EXPERTISE):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class PeopleList(ForWhoFinds, ListPage[Expertise]):
    """Whom to ask: search, skills, topics."""

    model = Expertise
    filterset_class = PeopleFilter
    template_name = "clusterkit/directory/people_list.html"

    def get_rows(self) -> QuerySet[Expertise]:
        """Everybody whom the viewer finds."""
        return people(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the cards, the words in use, and whether the viewer is found himself."""
        context = super().get_context_data(**kwargs)
        skills, topics = known_tags(self.viewer, TagKind.SKILL), known_tags(self.viewer, TagKind.TOPIC)
        query = self.request.GET.copy()
        query.pop("page", None)
        facets = ((_("Skills"), "skill", skills), (_("Ask about"), "topic", topics))
        return {
            **context,
            "title": _("People"),
            "cards": [person_card(row) for row in context["page_obj"].object_list],
            "known_skills": skills,
            "facets": [(title, _facet(query, name, tags)) for title, name, tags in facets if tags],
            "is_found": has_consent(self.viewer.user_id, EXPERTISE),
            "crumbs": [Crumb(_("Participants"), reverse("clusterkit_directory:list")), Crumb(_("People"))],
        }


def _facet(query: QueryDict, name: str, tags: list[KnownTag]) -> list[FacetOption]:
    chosen = tag_key(query.get(name) or "")

    def option(tag: KnownTag) -> FacetOption:
        changed, is_current = query.copy(), chosen == tag.key
        if is_current:
            del changed[name]
        else:
            changed[name] = tag.name
        return FacetOption(tag.name, f"?{changed.urlencode()}", tag.number, is_current)

    return [option(tag) for tag in tags[:FACET_OPTIONS]]


class PersonPage(ForWhoFinds, PageView):
    """One person: what he knows, what to ask him about, and for whom he acts."""

    template_name = "clusterkit/directory/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The card; 404 for who did not agree, as for nobody."""
        row = people(self.viewer).filter(user_id=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        card = person_card(row)
        is_own = card.user_id == self.viewer.user_id
        list_url = reverse("clusterkit_directory:people-list")
        return super().get_context_data(
            title=card.name,
            card=card,
            list_url=list_url,
            is_own=is_own,
            unlisted=unlisted_affiliation(self.viewer) if is_own and not card.organisations else None,
            crumbs=[
                Crumb(_("Participants"), reverse("clusterkit_directory:list")),
                Crumb(_("People"), list_url),
                Crumb(card.name),
            ],
            **kwargs,
        )
