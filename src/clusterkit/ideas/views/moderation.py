"""What coordinators do: the queue and the decisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, ListPage
from clusterkit.ideas import actions, services
from clusterkit.ideas.forms import ReasonForm
from clusterkit.ideas.forms.moderation import HideCommentForm
from clusterkit.ideas.models import Comment, Item
from clusterkit.ideas.selectors import waiting_for_moderation
from clusterkit.ideas.views.items import ItemAction
from clusterkit.ideas.views.lists import exchange_crumb
from clusterkit.ideas.views.office_tabs import office_tabs
from clusterkit.ideas.views.rows import item_rows


class ModerationQueue(ListPage[Item]):
    """What waits, the longest waiting first."""

    policy_action = actions.MODERATE
    model = Item
    template_name = "clusterkit/ideas/moderation.html"
    context_object_name = "items"

    def get_rows(self) -> QuerySet[Item]:
        """What the person may decide on."""
        return waiting_for_moderation(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows and headings."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "title": _("Items to look at"),
            "crumbs": [exchange_crumb(), Crumb(_("Moderation"))],
            "tabs": office_tabs(self.viewer, "moderation"),
            "rows": item_rows(context["items"]),
        }


class Approve(ItemAction):
    """Publish what waits."""

    policy_action = actions.APPROVE
    title = _("Publish this item?")
    text = _("Everybody sees its title and summary from now on.")
    button = _("Publish")
    success_message = _("The item is published.")

    def perform(self) -> Item:
        """By the service."""
        return services.approve_item(item=self.item, actor=self.viewer, expected_version=self.version)

    def get_success_url(self) -> str:
        """The next one."""
        return reverse("clusterkit_ideas:moderation")

    def get_back_url(self) -> str:
        """The item."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})


class Restore(ItemAction):
    """Show a hidden item again."""

    policy_action = actions.RESTORE
    title = _("Show this item again?")
    text = _("It returns to the state that it was hidden from.")
    button = _("Show again")
    success_message = _("The item is shown again.")

    def perform(self) -> Item:
        """By the service."""
        return services.restore_item(item=self.item, actor=self.viewer, expected_version=self.version)


class WithReason(FormPage[ReasonForm]):
    """A decision whose reason the owner reads."""

    form_class = ReasonForm
    template_name = "clusterkit/form_page.html"
    title: ClassVar[str | Promise] = ""
    lead: ClassVar[str | Promise] = ""
    submit_label: ClassVar[str | Promise] = ""
    decide: ClassVar[Callable[..., Item]]

    @property
    def item(self) -> Item:
        """The item, among those one may see."""
        return self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.item.version}

    def get_back_url(self) -> str:
        """The item."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        item = self.item
        return super().get_context_data(
            title=self.title,
            lead=self.lead or item.title,
            submit_label=self.submit_label,
            cancel_url=self.get_back_url(),
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(self.title)],
            **kwargs,
        )

    def perform(self, form: ReasonForm) -> Item:
        """By the service that the subclass names."""
        data = form.cleaned_data
        return type(self).decide(
            item=self.item, reason=data["reason"], actor=self.viewer, expected_version=data["version"]
        )


class RequestChanges(WithReason):
    """Send it back."""

    policy_action = actions.REQUEST_CHANGES
    title = _("Ask for changes")
    submit_label = _("Send it back")
    success_message = _("The item went back to its owner.")
    decide = staticmethod(services.request_changes)


class Reject(WithReason):
    """Do not take it."""

    policy_action = actions.REJECT
    title = _("Reject the item")
    submit_label = _("Reject")
    success_message = _("The item is rejected.")
    decide = staticmethod(services.reject_item)


class Hide(WithReason):
    """Out of sight."""

    policy_action = actions.HIDE
    title = _("Hide the item")
    submit_label = _("Hide")
    success_message = _("The item is hidden.")
    decide = staticmethod(services.hide_item)


class HideComment(FormPage[HideCommentForm]):
    """A comment out of sight."""

    policy_action = actions.HIDE_COMMENT
    form_class = HideCommentForm
    template_name = "clusterkit/ideas/hide_comment.html"
    success_message = _("The comment is hidden.")

    @cached_property
    def comment(self) -> Comment:
        """The comment of the address; 404 for what one may not know, 403 for one's own."""
        rows = Comment.objects.select_related("item__organisation")
        found = self.get_visible(Comment, rows, pk=self.kwargs["comment"], item_id=self.kwargs["pk"])
        policy_of(Comment).require(self.viewer, actions.HIDE_COMMENT, found)
        return found

    def get_back_url(self) -> str:
        """Its place in the discussion."""
        return self.comment.get_absolute_url()

    def get_success_url(self) -> str:
        """Its place in the discussion."""
        return self.get_back_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        item, title = self.comment.item, _("Hide this comment")
        return super().get_context_data(
            title=title,
            lead=item.title,
            comment=self.comment,
            submit_label=_("Hide"),
            cancel_url=self.get_back_url(),
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(title)],
            **kwargs,
        )

    def perform(self, form: HideCommentForm) -> Comment:
        """By the service."""
        return services.hide_comment(comment=self.comment, reason=form.cleaned_data["reason"], actor=self.viewer)


class RestoreComment(ActionView):
    """Show a hidden comment again."""

    policy_action = actions.HIDE_COMMENT
    title = _("Show this comment again?")
    text = _("Everybody who reads the item sees it, and its author gets a message.")
    button = _("Show again")
    success_message = _("The comment is shown again.")

    def get_subject(self) -> Comment:
        """The comment of the address."""
        rows = Comment.objects.select_related("item__organisation")
        return self.get_visible(Comment, rows, pk=self.kwargs["comment"], item_id=self.kwargs["pk"])

    def perform(self) -> Comment:
        """By the service."""
        return services.restore_comment(comment=self.get_subject(), actor=self.viewer)

    def get_success_url(self) -> str:
        """The discussion."""
        return (
            f"{reverse('clusterkit_ideas:detail', kwargs={'pk': self.kwargs['pk']})}#comment-{self.kwargs['comment']}"
        )
