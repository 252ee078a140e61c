"""Who sees and does what in the discussion of an item."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.ideas import actions
from clusterkit.ideas.models import Comment, CommentRevision, Follow, Reaction, ReadMark
from clusterkit.ideas.policies.items import OfItemPolicy, is_owner, may_read, visible_items


@register
class CommentPolicy(OfItemPolicy):
    """The discussion: readers see it, authors correct their own, authors and coordinators remove."""

    model = Comment

    def permits(self, actor: Actor, action: Action, obj: Comment) -> bool:
        """A removed comment is changed by nobody."""
        if not may_read(actor, obj.item):
            return False
        if action == actions.READ:
            return True
        own = actor.user_id is not None and obj.author_id == actor.user_id
        if obj.deleted_at is not None:
            return False
        if action == actions.HIDE_COMMENT:
            return actor.is_coordinator and not own and not is_owner(actor, obj.item)
        if obj.hidden_at is not None:
            return False
        if action in (actions.REACT, actions.REPORT):
            return obj.item.is_current and (action == actions.REACT or not own)
        if action == actions.BEST_ANSWER:
            return is_owner(actor, obj.item)
        if action == actions.EDIT_COMMENT:
            return own
        return action == actions.DELETE_COMMENT and (own or actor.is_coordinator)


@register
class CommentRevisionPolicy(Policy[CommentRevision]):
    """Earlier texts: who reads the comment reads them, unless it was removed or hidden."""

    model = CommentRevision
    view = actions.READ

    def permits(self, actor: Actor, action: Action, obj: CommentRevision) -> bool:
        """Nobody changes them."""
        comment = obj.comment
        gone = comment.deleted_at is not None or comment.hidden_at is not None
        return action == actions.READ and not gone and may_read(actor, comment.item)

    def scope(self, actor: Actor, queryset: QuerySet[CommentRevision]) -> QuerySet[CommentRevision]:
        """The list side."""
        if not actor.allows(actions.VIEW):
            return queryset.none()
        rows = queryset.filter(comment__deleted_at=None, comment__hidden_at=None)
        return rows.filter(visible_items(actor, "comment__item__"))


@register
class ReactionPolicy(OfItemPolicy):
    """Reactions: readers count them, everybody changes his own."""

    model = Reaction

    def permits(self, actor: Actor, action: Action, obj: Reaction) -> bool:
        """One's own."""
        if action == actions.READ:
            return may_read(actor, obj.item)
        return action == actions.REACT and actor.user_id is not None and obj.user_id == actor.user_id


@register
class FollowPolicy(Policy[Follow]):
    """One's own marks."""

    model = Follow
    view = actions.FOLLOW

    def permits(self, actor: Actor, action: Action, obj: Follow) -> bool:
        """One's own only."""
        return actor.is_system or obj.user_id == actor.user_id

    def scope(self, actor: Actor, queryset: QuerySet[Follow]) -> QuerySet[Follow]:
        """One's own only."""
        return queryset if actor.is_system else queryset.filter(user_id__in=[actor.user_id or 0])


@register
class ReadMarkPolicy(Policy[ReadMark]):
    """One's own marks of reading."""

    model = ReadMark
    view = actions.FOLLOW

    def permits(self, actor: Actor, action: Action, obj: ReadMark) -> bool:
        """One's own only."""
        return actor.is_system or obj.user_id == actor.user_id

    def scope(self, actor: Actor, queryset: QuerySet[ReadMark]) -> QuerySet[ReadMark]:
        """One's own only."""
        return queryset if actor.is_system else queryset.filter(user_id__in=[actor.user_id or 0])
