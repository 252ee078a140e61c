"""What people and the office do with an idea."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage
from clusterkit.ideas import actions, services
from clusterkit.ideas.forms.ideas import AnswerForm, MergeForm, WordsForm
from clusterkit.ideas.forms.items import VersionForm
from clusterkit.ideas.models import Item, OfficialAnswer
from clusterkit.ideas.selectors import may_join, search_items
from clusterkit.ideas.views.items import ItemAction
from clusterkit.ideas.views.lists import exchange_crumb

CANDIDATES = 20


class Support(ItemAction):
    """Support an idea."""

    policy_action = actions.SUPPORT
    title = _("Support this idea?")
    text = _("Others see how many people support it, and from which organisations. They do not see your name.")
    button = _("Support this idea")
    success_message = _("You support this idea now.")

    def perform(self) -> None:
        """By the service."""
        services.support(item=self.item, actor=self.viewer)


class StopSupporting(ItemAction):
    """Take one's support back."""

    policy_action = actions.FOLLOW
    title = _("Take your support back?")
    button = _("Take it back")
    success_message = _("You do not support this idea any more.")

    def perform(self) -> None:
        """By the service."""
        services.stop_supporting(item=self.item, actor=self.viewer)


class Shortlist(ItemAction):
    """Put it on the shortlist."""

    policy_action = actions.STAGE
    title = _("Put this idea on the shortlist?")
    text = _("Everybody sees that the cluster will answer it, and its owner gets a message.")
    button = _("Shortlist")
    success_message = _("The idea is on the shortlist.")

    def perform(self) -> Item:
        """By the service."""
        return services.shortlist(item=self.item, actor=self.viewer, expected_version=self.version)


class PutBack(ItemAction):
    """Take it off the shortlist."""

    policy_action = actions.STAGE
    title = _("Take this idea off the shortlist?")
    text = _("It goes on to collect support.")
    button = _("Take off the shortlist")
    success_message = _("The idea is not on the shortlist any more.")

    def perform(self) -> Item:
        """By the service."""
        return services.put_back(item=self.item, actor=self.viewer, expected_version=self.version)


class OfficePage(FormPage[Any]):
    """A form of the office about one item."""

    @cached_property
    def item(self) -> Item:
        """The item, among those one may see and decide on."""
        found = self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])
        policy_of(Item).require(self.viewer, self.policy_action, found)
        return found

    def get_back_url(self) -> str:
        """The item."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})

    def get_success_url(self) -> str:
        """The item."""
        return self.get_back_url()

    def crumbs(self, title: Any) -> list[Crumb]:
        """The way to this page."""
        return [exchange_crumb(), Crumb(self.item.title, self.item.get_absolute_url()), Crumb(title)]


class DraftAnswer(OfficePage):
    """Write the official answer; others see it when it is published."""

    policy_action = actions.ANSWER_OFFICIALLY
    form_class = AnswerForm
    template_name = "clusterkit/form_page.html"
    success_message = _("The draft is saved. Only coordinators see it.")

    @cached_property
    def answer(self) -> OfficialAnswer | None:
        """The draft, where there is one."""
        found: OfficialAnswer | None = OfficialAnswer.objects.filter(item=self.item).first()
        return found

    def get_initial(self) -> dict[str, Any]:
        """What is drafted so far."""
        if self.answer is None:
            return {}
        return {"decision": self.answer.decision, "text": self.answer.text, "version": self.answer.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        title = _("The cluster’s answer")
        return super().get_context_data(
            title=title,
            lead=self.item.title,
            submit_label=_("Save the draft"),
            cancel_url=self.get_back_url(),
            crumbs=self.crumbs(title),
            **kwargs,
        )

    def perform(self, form: AnswerForm) -> OfficialAnswer:
        """By the service."""
        data = form.cleaned_data
        return services.draft_answer(
            item=self.item,
            decision=data["decision"],
            text=data["text"],
            actor=self.viewer,
            expected_version=data["version"],
        )


class PublishAnswer(ItemAction):
    """Publish what is drafted."""

    policy_action = actions.ANSWER_OFFICIALLY
    title = _("Publish the answer?")
    text = _("The idea is decided with it. Its owner and everybody who supports or follows it get a message.")
    button = _("Publish")
    success_message = _("The answer is published.")

    def get_subject(self) -> OfficialAnswer:
        """The draft; 404 where there is none."""
        item = self.item
        policy_of(Item).require(self.viewer, actions.ANSWER_OFFICIALLY, item)
        found: OfficialAnswer | None = OfficialAnswer.objects.filter(item=item, published_at=None).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self) -> dict[str, Any]:
        """The version is the draft's, not the item's."""
        form = VersionForm(initial={"version": self.get_subject().version})
        return {**super().get_context_data(), "form": form}

    def perform(self) -> OfficialAnswer:
        """By the service."""
        return services.publish_answer(item=self.item, actor=self.viewer, expected_version=self.version)


class Merge(OfficePage):
    """Join an item with another that says the same: look for that one (``?q=``), choose it, join."""

    policy_action = actions.MERGE
    form_class = MergeForm
    template_name = "clusterkit/ideas/merge.html"
    success_message = _("The two are one now. The old address leads here.")

    @cached_property
    def fitting(self) -> QuerySet[Item]:
        """What it may be joined with."""
        return may_join(self.viewer, self.item)

    @property
    def words(self) -> str:
        """What is looked for."""
        return str(self.request.POST.get("q") or self.request.GET.get("q") or "")[:200]

    @cached_property
    def found(self) -> list[Item]:
        """The other items, those with the words, else the newest."""
        rows = search_items(self.fitting, self.viewer, self.words) if self.words.strip() else self.fitting
        return list(rows[:CANDIDATES])

    def get_initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.item.version, "q": self.words}

    def get_form_kwargs(self) -> dict[str, Any]:
        """What may be chosen."""
        return {**super().get_form_kwargs(), "fitting": self.fitting, "shown": self.found}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings and the search."""
        title = _("Join with another item")
        return super().get_context_data(
            title=title,
            item=self.item,
            words_form=WordsForm(initial={"q": self.words}),
            words=self.words,
            found=self.found,
            cancel_url=self.get_back_url(),
            crumbs=self.crumbs(title),
            **kwargs,
        )

    def perform(self, form: MergeForm) -> Item:
        """By the service."""
        data = form.cleaned_data
        self.survivor: Item = data["survivor"]
        return services.merge_items(
            item=self.item, survivor=self.survivor, actor=self.viewer, expected_version=data["version"]
        )

    def get_success_url(self) -> str:
        """The item that stayed."""
        return self.survivor.get_absolute_url()
