"""University topics: the list, one of them, and proposing a request as one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.elements import Crumb, FacetOption
from clusterkit.core.web.views import DetailPage, FormPage, ListPage
from clusterkit.ideas import actions
from clusterkit.ideas.enums import TopicKind
from clusterkit.ideas.forms.topics import TopicForm
from clusterkit.ideas.models import Item, Topic
from clusterkit.ideas.selectors.topics import (
    TopicProposal,
    proposal_for,
    proposer_name,
    topic_owner,
    topic_view,
    topics,
)
from clusterkit.ideas.semesters import semester_label
from clusterkit.ideas.services.topics import TopicFields, propose_topic
from clusterkit.ideas.topic_filters import MINE, TopicFilter
from clusterkit.ideas.views.lists import exchange_crumb


def topics_crumb() -> Crumb:
    """The way back to the list of topics."""
    return Crumb(_("University topics"), reverse("clusterkit_ideas:topics"))


def topic_rows(viewer: Any, found: Any) -> list[dict[str, Any]]:
    """Topics as a list draws them."""
    return [
        {
            "topic": topic,
            "meta": [str(topic.university), topic_owner(viewer, topic).name, semester_label(topic.semester)],
        }
        for topic in found
    ]


class TopicList(ListPage[Topic]):
    """The topics that one may see: agreed ones for readers, all of them for the two sides."""

    policy_action = actions.VIEW_TOPIC
    model = Topic
    filterset_class = TopicFilter
    template_name = "clusterkit/ideas/topics.html"
    context_object_name = "topics"

    def get_rows(self) -> QuerySet[Topic]:
        """Newest first."""
        return topics(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows and facets."""
        context = super().get_context_data(**kwargs)
        kinds = [self._option("kind", code, label) for code, label in TopicKind.choices]
        mine = [self._option("whose", MINE, _("Of my side"))] if self.viewer.organisation_ids else []
        return {
            **context,
            "title": _("University topics"),
            "crumbs": [exchange_crumb(), Crumb(_("University topics"))],
            "rows": topic_rows(self.viewer, context["page_obj"]),
            "kind_options": kinds,
            "whose_options": mine,
        }

    def _option(self, name: str, value: str, label: Any) -> FacetOption:
        query = self.request.GET.copy()
        query.pop("page", None)
        current = query.get(name) == value
        query.pop(name, None)
        if not current:
            query[name] = value
        address = f"{self.request.path}?{query.urlencode()}" if query else self.request.path
        return FacetOption(label, address, None, current)


class TopicPage(DetailPage[Topic]):
    """One topic, for its sides and for readers."""

    policy_action = actions.VIEW_TOPIC
    model = Topic
    template_name = "clusterkit/ideas/topic.html"
    context_object_name = "topic"

    def get_rows(self) -> QuerySet[Topic]:
        """With both sides."""
        return topics(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The topic's view."""
        return super().get_context_data(
            view=topic_view(self.viewer, self.object),
            item=self.object.item,
            proposer=proposer_name(self.viewer, self.object),
            title=self.object.title,
            crumbs=[exchange_crumb(), topics_crumb(), Crumb(self.object.title)],
            **kwargs,
        )


class ProposeTopic(FormPage[TopicForm]):
    """Propose a request as a topic: as its owner to a university, or as a university to the owner."""

    policy_action = actions.PROPOSE_TOPIC
    form_class = TopicForm
    template_name = "clusterkit/form_page.html"
    success_message = _("The topic is proposed. The other side was told.")

    @cached_property
    def item(self) -> Item:
        """The request, among those one may see."""
        return self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])

    @cached_property
    def proposal(self) -> TopicProposal:
        """How one may propose it; 404 where one may not."""
        found = proposal_for(self.viewer, self.item)
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """The universities; the title of the request to begin with."""
        universities = list(self.proposal.universities)
        acting = self.viewer.acting_organisation_id
        kwargs = {**super().get_form_kwargs(), "universities": universities, "acting": acting}
        return {**kwargs, "initial": {"title": self.item.title, "kind": TopicKind.THESIS}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        if self.proposal.as_owner and self.item.is_anonymous:
            lead = _("The university learns whose the request is as soon as it agrees.")
        elif self.proposal.as_owner:
            lead = _("The university gets a notice, and agrees or declines.")
        else:
            lead = _("The owner of the request gets a notice, and agrees or declines.")
        return super().get_context_data(
            title=_("Propose as a university topic"),
            lead=lead,
            submit_label=_("Propose"),
            cancel_url=self.item.get_absolute_url(),
            crumbs=[exchange_crumb(), Crumb(self.item.title, self.item.get_absolute_url()), Crumb(_("Topic"))],
            **kwargs,
        )

    def perform(self, form: TopicForm) -> Topic:
        """By the service."""
        data = form.cleaned_data
        fields: TopicFields = {name: data[name] for name in ("kind", "title", "text", "semester", "due_on")}  # type: ignore[assignment]
        university = data["university"]
        proposed_by = self.item.organisation if self.proposal.as_owner else university
        return propose_topic(
            item=self.item, university=university, proposed_by=proposed_by, fields=fields, actor=self.viewer
        )
