"""The comments of an item: writing, correcting, removing, and their earlier texts."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, PageView
from clusterkit.ideas import actions, services
from clusterkit.ideas.forms import CommentForm
from clusterkit.ideas.models import Comment, Item
from clusterkit.ideas.policies import may_identify
from clusterkit.ideas.selectors import comment_voice, comments_of, editable_until, exchange_settings, revisions_of
from clusterkit.ideas.selectors.mentions import mentioned
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
        rows = comments_of(self.viewer, self.item).filter(deleted_at=None, hidden_at=None)
        return rows.filter(pk=pk).first()

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
                "mentions": mentioned(self.viewer, [answered.text]) if answered else {},
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
        """The person's own comment; 404 for one that is not his, or not there any more."""
        own = Comment.objects.filter(author_id=self.viewer.user_id, deleted_at=None, hidden_at=None)
        rows: QuerySet[Comment] = own.select_related("item__organisation")
        return self.get_visible(Comment, rows, pk=self.kwargs["comment"], item_id=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, unless its time is over."""
        services.check_correction(comment=self.comment, actor=self.viewer)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """What is there."""
        return {"text": self.comment.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        item = self.item
        minutes = exchange_settings().comment_edit_minutes
        return super().get_context_data(
            title=_("Correct your comment"),
            lead=item.title,
            until=editable_until(self.comment, self.viewer, minutes),
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


class EarlierTexts(PageView):
    """What a corrected comment said before, for its readers."""

    policy_action = actions.READ
    template_name = "clusterkit/ideas/earlier_texts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The texts, newest first; 404 for a comment that was never corrected, removed or hidden."""
        item = self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])
        policy_of(Item).require(self.viewer, actions.READ, item)
        rows = comments_of(self.viewer, item).filter(deleted_at=None, hidden_at=None)
        comment = rows.filter(pk=self.kwargs["comment"]).first()
        revisions = list(revisions_of(self.viewer, comment)) if comment is not None else []
        if comment is None or not revisions:
            raise Http404
        voice = comment_voice(comment, identified=may_identify(self.viewer, item))
        texts = [comment.text, *(revision.text for revision in revisions)]
        return {
            **super().get_context_data(**kwargs),
            "title": _("Earlier texts of a comment"),
            "lead": item.title,
            "comment": comment,
            "author": voice.name,
            "revisions": revisions,
            "mentions": mentioned(self.viewer, texts),
            "crumbs": [exchange_crumb(), Crumb(item.title, comment.get_absolute_url()), Crumb(_("Comment"))],
        }


def _is_key(text: str) -> bool:
    # Python refuses to read numbers of thousands of digits.
    return text.isdecimal() and len(text) < 18
