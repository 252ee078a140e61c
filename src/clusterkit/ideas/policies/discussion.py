"""Who sees and does what in the discussion of an item."""

from __future__ import annotations

from django.db.models import Q, QuerySet

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
        if action == actions.SANCTION:
            return actor.is_coordinator and obj.author_id is not None and not own
        if obj.deleted_at is not None:
            return False
        if action == actions.HIDE_COMMENT:
            return actor.is_coordinator and not own and not is_owner(actor, obj.item)
        if obj.hidden_at is not None:
            return False
        if action in (actions.REACT, actions.REPORT):
            # What one thinks of one's own words is no news.
            return obj.item.is_current and not own
        if action == actions.BEST_ANSWER:
            return is_owner(actor, obj.item) and not _of_owner(obj)
        if action == actions.EDIT_COMMENT:
            return own
        return action == actions.DELETE_COMMENT and (own or actor.is_coordinator)


def _of_owner(comment: Comment) -> bool:
    """Whether the owner of the item wrote it himself: that is no answer to his question."""
    item = comment.item
    if comment.organisation_id is not None and comment.organisation_id == item.organisation_id:
        return True
    return comment.author_id is not None and comment.author_id == item.author_id


def may_read_words(actor: Actor, comment: Comment) -> bool:
    """Whether *actor* may know text and author of *comment*, whose item he reads: of a hidden one its author and the office."""
    if comment.deleted_at is not None:
        return False
    own = actor.user_id is not None and comment.author_id == actor.user_id
    return comment.hidden_at is None or own or actor.is_coordinator


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
        """One's own. Of a comment that was removed or hidden there are none for anybody."""
        comment = obj.comment
        if comment is not None and (comment.deleted_at is not None or comment.hidden_at is not None):
            return False
        if action == actions.READ:
            return may_read(actor, obj.item)
        return action == actions.REACT and actor.user_id is not None and obj.user_id == actor.user_id

    def scope(self, actor: Actor, queryset: QuerySet[Reaction]) -> QuerySet[Reaction]:
        """The list side."""
        shown = Q(comment=None) | Q(comment__deleted_at=None, comment__hidden_at=None)
        return super().scope(actor, queryset).filter(shown)


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
