"""Lists and pages of items, as deep as the viewer sees. Pages, feed, search and API read here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.postgres.search import SearchHeadline
from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.core.search import search_query
from clusterkit.core.transitions import Transition
from clusterkit.ideas import actions
from clusterkit.ideas.enums import OPEN_STATES, WRITABLE_STATES, InterestState, ItemState
from clusterkit.ideas.models import Attachment, Comment, Follow, Interest, Item, Outcome, current_items
from clusterkit.ideas.policies import may_read
from clusterkit.ideas.transitions import ITEM

PROLONG_DAYS = 30
MARK_START, MARK_END = "\ue000", "\ue001"


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("item").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def items(viewer: Actor) -> QuerySet[Item]:
    """What *viewer* may see, newest first, with organisation, sectors and the numbers of comments and interests."""
    comments = Comment.objects.filter(item=OuterRef("pk"), deleted_at=None)
    interests = Interest.objects.filter(item=OuterRef("pk")).exclude(state=InterestState.WITHDRAWN)
    return (
        visible_to(viewer, Item.objects.select_related("organisation", "author").prefetch_related("sectors"))
        .annotate(
            listed_at=Coalesce("published_at", "created_at"),
            comment_count=_count(comments),
            interest_count=_count(interests),
        )
        .order_by("-listed_at", "-pk")
    )


def listed(viewer: Actor) -> QuerySet[Item]:
    """The exchange's list: what is current today, whoever looks. One's own drafts stand on one's own page."""
    return items(viewer).filter(current_items())


def own_items(viewer: Actor) -> QuerySet[Item]:
    """The items of the viewer's organisations, in every state, what was changed last first."""
    return items(viewer).filter(organisation_id__in=viewer.organisation_ids).order_by("-updated_at", "-pk")


def waiting_for_moderation(viewer: Actor) -> QuerySet[Item]:
    """Items that *viewer* may decide on, longest waiting first. Nobody moderates his own."""
    if not viewer.allows(actions.MODERATE):
        return items(viewer).none()
    rows = items(viewer).filter(state=ItemState.IN_REVIEW).exclude(organisation_id__in=viewer.organisation_ids)
    return rows.exclude(author_id=viewer.user_id).order_by("state_changed_at", "pk")


def search_items(rows: QuerySet[Item], viewer: Actor, text: str) -> QuerySet[Item]:
    """Narrow *rows* to those with all words of *text*, by tag too; unchanged where nothing searchable was typed.

    Who may not read the text searches titles and summaries only. Rows get ``found``, a snippet for :func:`snippet`.
    """
    query = search_query(text)
    if query is None:
        return rows
    reads = viewer.allows(actions.READ)
    column = "search" if reads else "search_public"
    document: Any = Concat("summary", Value("\n"), "body", output_field=CharField()) if reads else F("summary")
    headline = SearchHeadline(
        document, query, config="russian", start_sel=MARK_START, stop_sel=MARK_END, max_words=30, min_words=12
    )
    return rows.filter(Q(**{column: query}) | Q(tags__contains=[text.strip().lower()])).annotate(found=headline)


def snippet(text: str) -> SafeString:
    """The found words marked with ``<mark>``, everything else escaped."""
    safe = str(escape(text)).replace(MARK_START, "<mark>").replace(MARK_END, "</mark>")
    return mark_safe(safe)


def ending_first(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Open items by their last day, the others behind."""
    is_open = Case(When(state=ItemState.PUBLISHED, then=0), default=1, output_field=IntegerField())
    return rows.order_by(is_open, F("valid_until").asc(nulls_last=True), "-listed_at", "-pk")


@dataclass(frozen=True)
class FacetCounts:
    """How many items each choice would show: by kind, by state and by sector's code."""

    kinds: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    sectors: dict[str, int] = field(default_factory=dict)


def facet_counts(kinds: QuerySet[Item], states: QuerySet[Item], sectors: QuerySet[Item]) -> FacetCounts:
    """The numbers behind the facets, in one query. Each argument is the list filtered by all but that facet."""

    def part(name: str, rows: QuerySet[Item], column: str) -> QuerySet[Any]:
        bare = Item.objects.filter(pk__in=rows.order_by().values("pk"))
        return (
            bare.order_by()
            .values(facet=Value(name, CharField()), choice=F(column))
            .annotate(number=Count("pk", distinct=True))
            .values_list("facet", "choice", "number")
        )

    union = part("kinds", kinds, "kind").union(
        part("states", states, "state"), part("sectors", sectors, "sectors__code"), all=True
    )
    # The model's own order names columns that the union does not have.
    union = union.order_by()
    counts = FacetCounts()
    for name, choice, number in union:
        if choice is not None:
            getattr(counts, name)[choice] = number
    return counts


@dataclass(frozen=True)
class CommentView:
    """A comment as the viewer sees it, with its answers."""

    comment: Comment
    may_edit: bool
    may_delete: bool
    is_own: bool
    replies: list[CommentView] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Its name on the page."""
        return f"comment-{self.comment.pk}"

    @property
    def reply_query(self) -> str:
        """The query that makes the comment form an answer to it."""
        return f"?parent={self.comment.pk}"


@dataclass(frozen=True)
class ItemView:
    """One item as deep as the viewer sees it. What is closed to him is None or empty here, for HTML and JSON alike."""

    item: Item
    reads: bool
    body: str | None
    comments: Sequence[CommentView] = ()
    attachments: Sequence[Attachment] = ()
    outcome: Outcome | None = None
    interests: Sequence[Interest] = ()
    own_interests: Sequence[Interest] = ()
    is_owner: bool = False
    follows: bool = False
    may_edit: bool = False
    may_comment: bool = False
    may_respond: bool = False
    may_follow: bool = False
    may_confirm: bool = False
    transitions: Sequence[Transition] = ()

    @property
    def open_names(self) -> frozenset[str]:
        """Names of the transitions that the viewer may take now."""
        return frozenset(item.name for item in self.transitions)

    @property
    def may_prolong(self) -> bool:
        """Whether prolonging is worth a button: the last day is near or over."""
        near = timezone.localdate() + timedelta(days=PROLONG_DAYS)
        return "renew" in self.open_names and self.item.valid_until is not None and self.item.valid_until <= near


def item_view(viewer: Actor, item: Item) -> ItemView:
    """What *viewer* sees of *item* (which he may see), in a constant number of queries."""
    policy = policy_of(Item)
    if not may_read(viewer, item):
        return ItemView(item, reads=False, body=None)
    owner = item.organisation_id in viewer.organisation_ids
    talks = list(visible_to(viewer, item.interests.select_related("organisation", "author", "item")))
    own = [talk for talk in talks if talk.organisation_id in viewer.organisation_ids]
    live = {talk.organisation_id for talk in own if talk.state not in _ENDED}
    free = viewer.organisation_ids - live - {item.organisation_id}
    outcome = item_outcome(item)
    return ItemView(
        item,
        reads=True,
        body=item.body,
        comments=_thread(viewer, item),
        attachments=list(visible_to(viewer, item.attachments.select_related("file"))),
        outcome=outcome,
        interests=talks if owner else (),
        own_interests=own,
        is_owner=owner,
        follows=viewer.user_id is not None and Follow.objects.filter(item=item, user_id=viewer.user_id).exists(),
        may_edit=item.effective_state in WRITABLE_STATES and policy.can(viewer, actions.EDIT, item),
        may_comment=item.is_open and policy.can(viewer, actions.COMMENT, item),
        may_respond=item.is_open and bool(free) and policy.can(viewer, actions.RESPOND, item),
        may_follow=policy.can(viewer, actions.FOLLOW, item),
        may_confirm=outcome is not None
        and outcome.confirmed_at is None
        and policy_of(Outcome).can(viewer, actions.CONFIRM_OUTCOME, outcome),
        transitions=ITEM.available(item, viewer),
    )


_ENDED = frozenset({InterestState.DECLINED, InterestState.WITHDRAWN, InterestState.LAPSED})


def item_outcome(item: Item) -> Outcome | None:
    """The outcome of *item*, with its other side."""
    rows: QuerySet[Outcome] = Outcome.objects.filter(item=item).select_related("interest__organisation", "item")
    return rows.first()


def comments_of(viewer: Actor, item: Item) -> QuerySet[Comment]:
    """The discussion of *item*, as *viewer* may see it, oldest first."""
    return visible_to(viewer, item.comments.select_related("author", "organisation", "item__organisation"))


def _thread(viewer: Actor, item: Item) -> list[CommentView]:
    policy = policy_of(Comment)
    roots: dict[int, CommentView] = {}
    for comment in comments_of(viewer, item):
        comment.item = item
        view = CommentView(
            comment,
            may_edit=policy.can(viewer, actions.EDIT_COMMENT, comment),
            may_delete=policy.can(viewer, actions.DELETE_COMMENT, comment),
            is_own=comment.author_id is not None and comment.author_id == viewer.user_id,
        )
        if comment.parent_id is None:
            roots[comment.pk] = view
        elif comment.parent_id in roots:
            roots[comment.parent_id].replies.append(view)
    # A removed comment keeps its place only while somebody answered it.
    for root in roots.values():
        root.replies[:] = [reply for reply in root.replies if reply.comment.deleted_at is None]
    return [root for root in roots.values() if root.replies or root.comment.deleted_at is None]


def needing_owner(viewer: Actor, *, days: int, talk_days: int = 30) -> QuerySet[Item]:
    """Items of the viewer's organisations that need their owner: sent back, ending within *days* (or over), or in talks
    for *talk_days* without an outcome. The soonest end first."""
    last = timezone.localdate() + timedelta(days=days)
    since = timezone.now() - timedelta(days=talk_days)
    rows = visible_to(viewer, Item.objects.filter(organisation_id__in=viewer.organisation_ids))
    return rows.filter(
        Q(state=ItemState.CHANGES_REQUESTED)
        | Q(state=ItemState.PUBLISHED, valid_until__lte=last)
        | Q(state=ItemState.IN_TALKS, state_changed_at__lte=since)
    ).order_by("valid_until", "pk")


def counts_by_kind(viewer: Actor) -> dict[str, int]:
    """How many items of each kind stand open to *viewer*."""
    rows = visible_to(viewer, Item.objects.current().filter(state__in=sorted(OPEN_STATES)))
    return dict(rows.order_by().values_list("kind").annotate(number=Count("pk")))


def counts_by_kind_and_state(viewer: Actor) -> dict[tuple[str, str], int]:
    """How many items of each kind stand in each state, over all that *viewer* sees."""
    rows = visible_to(viewer, Item.objects.all()).order_by()
    return {(kind, state): number for kind, state, number in rows.values_list("kind", "state").annotate(n=Count("pk"))}
