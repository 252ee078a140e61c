"""The discussion of an item as the viewer sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions
from clusterkit.ideas.models import Comment, CommentRevision, Item, ReadMark
from clusterkit.ideas.policies import may_identify, may_read_words
from clusterkit.ideas.selectors.mentions import Mentions, mentioned
from clusterkit.ideas.selectors.office import exchange_settings
from clusterkit.ideas.selectors.owners import comment_voice
from clusterkit.ideas.selectors.reactions import ReactionCount, no_reactions, reaction_counts


@dataclass(frozen=True)
class CommentView:
    """A comment as the viewer sees it, with its answers.

    ``has_words`` is False for one that was removed, or hidden from the viewer: only its place is left then. ``is_new`` says
    that the viewer sees it for the first time, ``is_best`` that the owner of the item chose it.
    """

    comment: Comment
    may_edit: bool = False
    may_delete: bool = False
    is_own: bool = False
    author_name: str = ""
    organisation: Organisation | None = None
    by_owner: bool = False
    has_words: bool = True
    is_new: bool = False
    is_best: bool = False
    may_choose: bool = False
    may_react: bool = False
    may_read_earlier: bool = False
    may_report: bool = False
    may_hide: bool = False
    reactions: Sequence[ReactionCount] = ()
    replies: list[CommentView] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Its name on the page."""
        return f"comment-{self.comment.pk}"

    @property
    def key(self) -> str:
        """Its number, for names on the page."""
        return str(self.comment.pk)

    @property
    def reply_query(self) -> str:
        """The query that makes the comment form an answer to it."""
        return f"?parent={self.comment.pk}"

    @property
    def is_hidden(self) -> bool:
        """Whether the coordinators hid it."""
        return self.comment.hidden_at is not None

    @property
    def counts(self) -> bool:
        """Whether it is one of the comments that the numbers count: neither removed nor hidden."""
        return self.comment.deleted_at is None and self.comment.hidden_at is None


@dataclass(frozen=True)
class DiscussionView:
    """The discussion of an item: first comments with their answers, and what the viewer may do.

    ``unseen_at`` is the moment of its newest comment, where the viewer has not seen it before: up to there he has read when
    the page was shown to him.
    """

    posts: Sequence[CommentView] = ()
    best: CommentView | None = None
    mentions: Mentions = field(default_factory=dict)
    reactions: Sequence[ReactionCount] = ()
    may_react: bool = False
    unseen_at: datetime | None = None

    def all_posts(self) -> Iterator[CommentView]:
        """Every comment that has a place, as they stand on the page."""
        for post in self.posts:
            yield post
            yield from post.replies

    @property
    def first_new(self) -> CommentView | None:
        """The first comment on the page that is new to the viewer."""
        return next((post for post in self.all_posts() if post.is_new), None)

    @property
    def new_count(self) -> int:
        """How many comments are new to the viewer."""
        return sum(post.is_new for post in self.all_posts())


def comments_of(viewer: Actor, item: Item) -> QuerySet[Comment]:
    """The discussion of *item*, as *viewer* may see it, oldest first."""
    return visible_to(viewer, item.comments.select_related("author", "organisation", "item__organisation"))


def revisions_of(viewer: Actor, comment: Comment) -> QuerySet[CommentRevision]:
    """The earlier texts of *comment*, newest first; none of one that was removed or hidden."""
    return visible_to(viewer, CommentRevision.objects.filter(comment=comment))


def editable_until(comment: Comment, actor: Actor, minutes: int) -> datetime | None:
    """Until when *actor* may correct his *comment*; None where there is no end."""
    if actor.is_system or actor.is_coordinator:
        return None
    return comment.created_at + timedelta(minutes=minutes)


def discussion_of(viewer: Actor, item: Item) -> DiscussionView:
    """The discussion of *item*, which *viewer* reads, in a constant number of queries."""
    rows = list(comments_of(viewer, item))
    readable = {comment.pk for comment in rows if may_read_words(viewer, comment)}
    counted = reaction_counts(viewer, item)
    make = _Posts(viewer, item, readable, counted)
    roots: dict[int, CommentView] = {}
    for comment in rows:
        post = make.post(comment)
        if comment.parent_id is None:
            roots[comment.pk] = post
        elif comment.parent_id in roots and comment.deleted_at is None:
            roots[comment.parent_id].replies.append(post)
    # A removed comment keeps its place only while somebody answered it.
    posts = [root for root in roots.values() if root.replies or root.comment.deleted_at is None]
    newest = max((comment.created_at for comment in rows), default=item.created_at)
    view = DiscussionView(
        posts,
        mentions=mentioned(viewer, [item.body, *(comment.text for comment in rows if comment.pk in readable)]),
        reactions=counted[None],
        may_react=policy_of(Item).can(viewer, actions.REACT, item),
        unseen_at=newest if make.seen is None or make.seen < newest else None,
    )
    return replace(view, best=next((post for post in view.all_posts() if post.is_best), None))


class _Posts:
    """Makes the posts of one discussion for one viewer."""

    def __init__(
        self,
        viewer: Actor,
        item: Item,
        readable: set[int],
        counted: Mapping[int | None, Sequence[ReactionCount]],
    ) -> None:
        self.viewer, self.item, self.readable, self.counted = viewer, item, readable, counted
        self.identified = may_identify(viewer, item)
        self.minutes = exchange_settings().comment_edit_minutes
        self.seen = _seen_at(viewer, item)
        self.now = timezone.now()
        self.policy = policy_of(Comment)

    def post(self, comment: Comment) -> CommentView:
        """One of them."""
        comment.item, can = self.item, self.policy.can
        if comment.pk not in self.readable:
            return CommentView(comment, has_words=False)
        voice = comment_voice(comment, identified=self.identified)
        own = comment.author_id is not None and comment.author_id == self.viewer.user_id
        until = editable_until(comment, self.viewer, self.minutes)
        in_time = until is None or self.now <= until
        shown = comment.hidden_at is None
        chooses = self.item.kind_info.has_best_answer and self.item.is_current
        return CommentView(
            comment,
            may_edit=in_time and can(self.viewer, actions.EDIT_COMMENT, comment),
            may_delete=can(self.viewer, actions.DELETE_COMMENT, comment),
            is_own=own,
            author_name=voice.name,
            organisation=voice.organisation,
            by_owner=voice.by_owner,
            is_new=shown and not own and self.seen is not None and comment.created_at > self.seen,
            is_best=shown and comment.pk == self.item.best_answer_id,
            may_choose=chooses and can(self.viewer, actions.BEST_ANSWER, comment),
            may_react=can(self.viewer, actions.REACT, comment),
            may_report=can(self.viewer, actions.REPORT, comment),
            may_hide=can(self.viewer, actions.HIDE_COMMENT, comment),
            may_read_earlier=shown and comment.edited_at is not None,
            reactions=self.counted.get(comment.pk) or no_reactions(),
        )


def _seen_at(viewer: Actor, item: Item) -> datetime | None:
    rows = visible_to(viewer, ReadMark.objects.filter(item=item))
    return rows.values_list("seen_at", flat=True).first() if viewer.user_id is not None else None
