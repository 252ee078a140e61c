"""The discussion of an item as the viewer sees it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions
from clusterkit.ideas.models import Comment, Item
from clusterkit.ideas.policies import may_identify
from clusterkit.ideas.selectors.owners import comment_voice


@dataclass(frozen=True)
class CommentView:
    """A comment as the viewer sees it, with its answers."""

    comment: Comment
    may_edit: bool
    may_delete: bool
    is_own: bool
    author_name: str = ""
    organisation: Organisation | None = None
    by_owner: bool = False
    replies: list[CommentView] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Its name on the page."""
        return f"comment-{self.comment.pk}"

    @property
    def reply_query(self) -> str:
        """The query that makes the comment form an answer to it."""
        return f"?parent={self.comment.pk}"


def comments_of(viewer: Actor, item: Item) -> QuerySet[Comment]:
    """The discussion of *item*, as *viewer* may see it, oldest first."""
    return visible_to(viewer, item.comments.select_related("author", "organisation", "item__organisation"))


def comment_thread(viewer: Actor, item: Item) -> list[CommentView]:
    """The discussion of *item* as its page shows it: first comments with their answers."""
    policy = policy_of(Comment)
    identified = may_identify(viewer, item)
    roots: dict[int, CommentView] = {}
    for comment in comments_of(viewer, item):
        comment.item = item
        voice = comment_voice(comment, identified=identified)
        view = CommentView(
            comment,
            may_edit=policy.can(viewer, actions.EDIT_COMMENT, comment),
            may_delete=policy.can(viewer, actions.DELETE_COMMENT, comment),
            is_own=comment.author_id is not None and comment.author_id == viewer.user_id,
            author_name=voice.name,
            organisation=voice.organisation,
            by_owner=voice.by_owner,
        )
        if comment.parent_id is None:
            roots[comment.pk] = view
        elif comment.parent_id in roots:
            roots[comment.parent_id].replies.append(view)
    # A removed comment keeps its place only while somebody answered it.
    for root in roots.values():
        root.replies[:] = [reply for reply in root.replies if reply.comment.deleted_at is None]
    return [root for root in roots.values() if root.replies or root.comment.deleted_at is None]
