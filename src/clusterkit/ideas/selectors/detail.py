"""One item as deep as the viewer sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.core.transitions import Transition
from clusterkit.ideas import actions
from clusterkit.ideas.enums import WRITABLE_STATES, InterestState
from clusterkit.ideas.models import Attachment, Follow, Interest, Item, Outcome
from clusterkit.ideas.policies import may_read
from clusterkit.ideas.selectors.discussion import CommentView, DiscussionView, discussion_of
from clusterkit.ideas.selectors.facts import ItemFact, item_facts
from clusterkit.ideas.selectors.owners import ItemOwner, owner_of
from clusterkit.ideas.transitions import ITEM

PROLONG_DAYS = 30


@dataclass(frozen=True)
class ItemView:
    """One item as deep as the viewer sees it. What is closed to him is None or empty here, for HTML and JSON alike."""

    item: Item
    reads: bool
    body: str | None
    owner: ItemOwner = field(default_factory=ItemOwner)
    discussion: DiscussionView = field(default_factory=DiscussionView)
    attachments: Sequence[Attachment] = ()
    outcome: Outcome | None = None
    interests: Sequence[Interest] = ()
    own_interests: Sequence[Interest] = ()
    is_owner: bool = False
    follows: bool = False
    is_muted: bool = False
    may_edit: bool = False
    may_comment: bool = False
    may_respond: bool = False
    may_follow: bool = False
    may_confirm: bool = False
    transitions: Sequence[Transition] = ()

    @property
    def comments(self) -> Sequence[CommentView]:
        """The first comments, with their answers."""
        return self.discussion.posts

    @property
    def facts(self) -> list[ItemFact]:
        """What the kind asks for beside the text, as far as the viewer sees it."""
        return item_facts(self.item, reads=self.reads)

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
        return ItemView(item, reads=False, body=None, owner=owner_of(viewer, item))
    is_own = item.organisation_id in viewer.organisation_ids
    talks = list(visible_to(viewer, item.interests.select_related("organisation", "author", "item")))
    own = [talk for talk in talks if talk.organisation_id in viewer.organisation_ids]
    live = {talk.organisation_id for talk in own if talk.state not in _ENDED}
    free = viewer.organisation_ids - live - {item.organisation_id}
    outcome = item_outcome(item)
    follow = visible_to(viewer, Follow.objects.filter(item=item)).first() if viewer.user_id is not None else None
    return ItemView(
        item,
        reads=True,
        body=item.body,
        owner=owner_of(viewer, item),
        discussion=discussion_of(viewer, item),
        attachments=list(visible_to(viewer, item.attachments.select_related("file"))),
        outcome=outcome,
        interests=talks if is_own else (),
        own_interests=own,
        is_owner=is_own,
        follows=follow is not None and not follow.is_muted,
        is_muted=follow is not None and follow.is_muted,
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
