"""The discussion, and following."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage
from clusterkit.ideas import actions, services
from clusterkit.ideas.forms import CommentForm
from clusterkit.ideas.models import Comment, Item
from clusterkit.ideas.selectors import comments_of
from clusterkit.ideas.views.items import ItemAction
from clusterkit.ideas.views.lists import exchange_crumb


class CommentPage(FormPage[CommentForm]):
    """A form about one comment of one item."""

    form_class = CommentForm
    template_name = "clusterkit/ideas/comment_form.html"

    @property
    def item(self) -> Item:
        """The item, among those one may see."""
        return self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])

    def find(self, pk: int) -> Comment | None:
        """A comment of the item, as far as the person may read."""
        return comments_of(self.viewer, self.item).filter(pk=pk, deleted_at=None).first()

    def get_back_url(self) -> str:
        """The discussion."""
        return f"{reverse('clusterkit_ideas:detail', kwargs={'pk': self.kwargs['pk']})}#discussion"


class WriteComment(CommentPage):
    """Write, or answer a comment (``?parent=7``)."""

    policy_action = actions.COMMENT

    def get_initial(self) -> dict[str, Any]:
        """The comment that is answered."""
        parent = self.request.GET.get("parent", "")
        return {"parent": int(parent)} if _is_key(parent) else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is answered stands above the form."""
        item = self.item
        form = kwargs.get("form") or self.get_form()
        parent = form["parent"].value()
        answered = self.find(int(parent)) if _is_key(str(parent or "")) else None
        title = _("Answer") if answered else _("Comment")
        return super().get_context_data(
            **{
                **kwargs,
                "form": form,
                "title": title,
                "lead": item.title,
                "answered": answered,
                "submit_label": _("Send"),
                "cancel_url": self.get_back_url(),
                "crumbs": [exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(title)],
            }
        )

    def perform(self, form: CommentForm) -> Comment:
        """By the service."""
        parent = form.cleaned_data["parent"]
        return services.add_comment(
            item=self.item,
            text=form.cleaned_data["text"],
            parent=self.find(parent) if parent else None,
            actor=self.viewer,
        )


class EditComment(CommentPage):
    """Correct one's own comment."""

    policy_action = actions.EDIT_COMMENT

    @property
    def comment(self) -> Comment:
        """The comment; 404 for one that is not there for the person."""
        rows: QuerySet[Comment] = Comment.objects.filter(deleted_at=None).select_related("item__organisation")
        return self.get_visible(Comment, rows, pk=self.kwargs["comment"], item_id=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """What is there."""
        return {"text": self.comment.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        item = self.item
        return super().get_context_data(
            title=_("Correct your comment"),
            lead=item.title,
            submit_label=_("Save"),
            cancel_url=self.comment.get_absolute_url(),
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(_("Comment"))],
            **kwargs,
        )

    def perform(self, form: CommentForm) -> Comment:
        """By the service."""
        return services.edit_comment(comment=self.comment, text=form.cleaned_data["text"], actor=self.viewer)


class DeleteComment(ActionView):
    """Remove a comment."""

    policy_action = actions.DELETE_COMMENT
    title = _("Remove this comment?")
    text = _("Answers to it stay.")
    button = _("Remove")
    tone = "danger"
    success_message = _("The comment is removed.")

    def get_subject(self) -> Comment:
        """The comment of the address."""
        rows = Comment.objects.select_related("item__organisation")
        return self.get_visible(Comment, rows, pk=self.kwargs["comment"], item_id=self.kwargs["pk"])

    def perform(self) -> Comment:
        """By the service."""
        return services.delete_comment(comment=self.get_subject(), actor=self.viewer)

    def get_success_url(self) -> str:
        """The discussion."""
        return f"{reverse('clusterkit_ideas:detail', kwargs={'pk': self.kwargs['pk']})}#discussion"


class Follow(ItemAction):
    """Hear of new comments."""

    policy_action = actions.FOLLOW
    title = _("Follow this item?")
    text = _("You get a message about new comments.")
    button = _("Follow")
    success_message = _("You follow this item now.")

    def perform(self) -> None:
        """By the service."""
        services.follow(item=self.item, actor=self.viewer)


class Unfollow(ItemAction):
    """Hear no more."""

    policy_action = actions.FOLLOW
    title = _("Stop following this item?")
    button = _("Stop following")
    success_message = _("You do not follow this item any more.")

    def perform(self) -> None:
        """By the service."""
        services.unfollow(item=self.item, actor=self.viewer)


def _is_key(text: str) -> bool:
    # Python refuses to read numbers of thousands of digits.
    return text.isdecimal() and len(text) < 18
