"""Reactions, and the best answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.views import ActionView, PolicyView
from clusterkit.ideas import actions, services
from clusterkit.ideas.models import Comment, Item
from clusterkit.ideas.selectors.reactions import no_reactions, reaction_counts
from clusterkit.ideas.views.items import ItemAction


class React(PolicyView):
    """React to an item (``add=useful``) or take it back (``remove=useful``). htmx gets the buttons anew."""

    policy_action = actions.REACT
    for_writing = True
    http_method_names = ["get", "post", "head", "options"]

    @property
    def item(self) -> Item:
        """The item, among those one may see."""
        return self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])

    def get_comment(self) -> Comment | None:
        """The comment that one reacts to; the item itself has none."""
        return None

    def get_back_url(self) -> str:
        """Where the buttons are."""
        return f"{self.item.get_absolute_url()}#reactions"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing to ask: the buttons stand on the item's page."""
        self.get_comment()
        return HttpResponseRedirect(self.get_back_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it."""
        item, comment = self.item, self.get_comment()
        on = "remove" not in request.POST
        kind = request.POST.get("add" if on else "remove", "")
        services.react(item=item, comment=comment, kind=kind, on=on, actor=self.viewer)
        if not request.headers.get("HX-Request"):
            return HttpResponseRedirect(self.get_back_url())
        key = comment.pk if comment is not None else None
        subject: Item | Comment = item if comment is None else comment
        return render(
            request,
            "clusterkit/ideas/reactions.html",
            {
                "reactions": reaction_counts(self.viewer, item).get(key) or no_reactions(),
                "react_url": request.path,
                "react_id": f"reactions-{key}" if key is not None else "reactions",
                "may_react": policy_of(type(subject)).can(self.viewer, actions.REACT, subject),
            },
        )


class ReactToComment(React):
    """The same about a comment."""

    def get_comment(self) -> Comment | None:
        """The comment of the address, unless it was removed or hidden."""
        rows = Comment.objects.filter(deleted_at=None, hidden_at=None).select_related("item__organisation")
        return self.get_visible(Comment, rows, pk=self.kwargs["comment"], item_id=self.kwargs["pk"])

    def get_back_url(self) -> str:
        """The comment."""
        return f"{self.item.get_absolute_url()}#comment-{self.kwargs['comment']}"


class ChooseBest(ActionView):
    """Say that a comment answered best."""

    policy_action = actions.BEST_ANSWER
    title = _("Choose this comment as the best answer?")
    text = _("It stands first in the discussion then. You can choose another one later.")
    button = _("Best answer")
    success_message = _("The best answer stands first now.")

    def get_subject(self) -> Comment:
        """The comment of the address."""
        rows = Comment.objects.filter(deleted_at=None, hidden_at=None).select_related("item__organisation")
        return self.get_visible(Comment, rows, pk=self.kwargs["comment"], item_id=self.kwargs["pk"])

    def perform(self) -> Item:
        """By the service."""
        return services.choose_best_answer(comment=self.get_subject(), actor=self.viewer)

    def get_success_url(self) -> str:
        """The discussion."""
        return f"{self.get_subject().item.get_absolute_url()}#discussion"


class ClearBest(ItemAction):
    """Say that none did."""

    policy_action = actions.BEST_ANSWER
    title = _("No best answer?")
    text = _("The comment stays where it is and loses its mark.")
    button = _("Take the mark back")
    success_message = _("There is no best answer now.")

    def perform(self) -> Item:
        """By the service."""
        return services.clear_best_answer(item=self.item, actor=self.viewer)
