"""Who may see and do what in the idea exchange.

The *owners* of an item are the people who act for its organisation. The public part is everybody's, the text and
the discussion are for readers, a private talk is its two sides' alone: coordinators moderate what is public and
see no talks.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.ideas import actions
from clusterkit.ideas.enums import PAST_STATES, ItemMode, ItemState
from clusterkit.ideas.models import (
    Attachment,
    Comment,
    Follow,
    Interest,
    InterestMessage,
    Item,
    Outcome,
    current_items,
)

OWNER_ACTIONS: Final = frozenset(
    {
        actions.EDIT,
        actions.RENEW,
        actions.WITHDRAW,
        actions.CLOSE,
        actions.ACCEPT,
        actions.LAPSE,
    }
)
PUBLISHING_ACTIONS: Final = frozenset({actions.DRAFT, actions.PUBLISH, actions.PUBLISH_DIRECTLY})
MODERATION_ACTIONS: Final = frozenset(
    {
        actions.MODERATE,
        actions.APPROVE,
        actions.REQUEST_CHANGES,
        actions.REJECT,
        actions.HIDE,
        actions.RESTORE,
    }
)
READER_ACTIONS: Final = frozenset({actions.VIEW, actions.READ})


def speaks_for(actor: Actor, organisation_id: int) -> bool:
    """Whether *actor* may publish for the organisation: who is a member through some organisations, through those only."""
    if actor.is_system:
        return True
    if organisation_id not in actor.organisation_ids:
        return False
    return not actor.member_organisation_ids or organisation_id in actor.member_organisation_ids


def is_owner(actor: Actor, item: Item) -> bool:
    """Whether *actor* acts for the organisation that owns *item*."""
    return actor.is_system or item.organisation_id in actor.organisation_ids


@register
class ItemPolicy(Policy[Item]):
    """Items: current ones by mode, the own ones always, what was sent for publication also by coordinators."""

    model = Item
    view = actions.VIEW

    def permits(self, actor: Actor, action: Action, obj: Item) -> bool:
        """By side. Which state an act starts from is the machine's business."""
        own = is_owner(actor, obj)
        if action in PUBLISHING_ACTIONS:
            return own and speaks_for(actor, obj.organisation_id)
        if action in OWNER_ACTIONS:
            return own
        if action in MODERATION_ACTIONS:
            return actor.is_system or (actor.is_coordinator and not self.has_part(actor, obj) and self._sent(obj))
        if action == actions.EXPIRE:
            return actor.is_system
        if action in READER_ACTIONS:
            return self._visible(actor, obj)
        if action in (actions.COMMENT, actions.FOLLOW):
            return actor.allows(actions.READ) and obj.is_current and self._visible(actor, obj)
        if action == actions.RESPOND:
            others = actor.organisation_ids - {obj.organisation_id}
            return actor.allows(actions.READ) and bool(others) and obj.is_current and self._visible(actor, obj)
        return False

    @staticmethod
    def has_part(actor: Actor, obj: Item) -> bool:
        """Whether the item is the actor's own: nobody moderates his own."""
        wrote = actor.user_id is not None and obj.author_id == actor.user_id
        return wrote or obj.organisation_id in actor.organisation_ids

    @staticmethod
    def _sent(obj: Item) -> bool:
        return obj.state != ItemState.DRAFT

    def _visible(self, actor: Actor, obj: Item) -> bool:
        if is_owner(actor, obj):
            return True
        if actor.is_coordinator and self._sent(obj):
            return True
        if obj.mode == ItemMode.MEMBERS and not actor.allows(actions.VIEW_CLOSED):
            return False
        if obj.is_current and obj.organisation.is_published:
            return True
        if obj.effective_state not in PAST_STATES or not actor.organisation_ids:
            return False
        return bool(obj.interests.filter(organisation_id__in=actor.organisation_ids).exists())

    def scope(self, actor: Actor, queryset: QuerySet[Item]) -> QuerySet[Item]:
        """The list side of ``_visible``."""
        return queryset.filter(visible_items(actor))


def visible_items(actor: Actor, prefix: str = "") -> Q:
    """The condition of seeing an item, behind *prefix* ("item__"). The tier of VIEW must be checked beside it."""
    if actor.is_system:
        return Q()

    def on(**lookups: Any) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in lookups.items()})

    public = current_items(prefix) & on(organisation__is_published=True)
    if actor.organisation_ids:
        answered = Interest.objects.filter(item_id=OuterRef(f"{prefix}pk"), organisation_id__in=actor.organisation_ids)
        # An overdue item is one that is open in the table and not current.
        past = on(state__in=sorted(PAST_STATES)) | (on(state=ItemState.PUBLISHED) & ~current_items(prefix))
        public |= past & Q(Exists(answered))
    if not actor.allows(actions.VIEW_CLOSED):
        public &= on(mode=ItemMode.OPEN)
    if actor.organisation_ids:
        public |= on(organisation_id__in=actor.organisation_ids)
    if actor.is_coordinator:
        public |= ~on(state=ItemState.DRAFT)
    return public


class _OfItem(Policy[Any]):
    """What belongs to an item and is seen by who may read it."""

    view = actions.READ

    def scope(self, actor: Actor, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Of the items that the actor may read."""
        if not actor.allows(actions.VIEW):
            return queryset.none()
        return queryset.filter(visible_items(actor, "item__"))


def may_read(actor: Actor, item: Item) -> bool:
    """Whether *actor* may read the text and the discussion of *item*."""
    return actor.allows(actions.VIEW) and ItemPolicy().can(actor, actions.READ, item)


@register
class AttachmentPolicy(_OfItem):
    """Files: readers of the item; its owners change them."""

    model = Attachment

    def permits(self, actor: Actor, action: Action, obj: Attachment) -> bool:
        """As the item says."""
        if action == actions.EDIT:
            return is_owner(actor, obj.item)
        return action == actions.READ and may_read(actor, obj.item)


@register
class CommentPolicy(_OfItem):
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
        if action == actions.EDIT_COMMENT:
            return own
        return action == actions.DELETE_COMMENT and (own or actor.is_coordinator)


@register
class OutcomePolicy(_OfItem):
    """What came of an item: readers of the item see it, the other side confirms it."""

    model = Outcome

    def permits(self, actor: Actor, action: Action, obj: Outcome) -> bool:
        """By side."""
        if action == actions.READ:
            return may_read(actor, obj.item)
        if action != actions.CONFIRM_OUTCOME or obj.interest is None:
            return False
        other = obj.interest.organisation_id
        return other in actor.organisation_ids and obj.item.organisation_id not in actor.organisation_ids


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


OWNER_ANSWERS: Final = frozenset({actions.ASK_MORE, actions.ACCEPT, actions.DECLINE, actions.LAPSE})
SENDER_ANSWERS: Final = frozenset({actions.ANSWER_MORE, actions.WITHDRAW_INTEREST})


@register
class InterestPolicy(Policy[Interest]):
    """A private talk: the organisation of the item and the one that answered, nobody else."""

    model = Interest
    view = actions.VIEW_INTEREST

    def permits(self, actor: Actor, action: Action, obj: Interest) -> bool:
        """By side. A person of both organisations stands on the item's side."""
        if actor.is_system:
            return True
        owner = obj.item.organisation_id in actor.organisation_ids
        sender = obj.organisation_id in actor.organisation_ids
        if action in OWNER_ANSWERS:
            return owner
        if action in SENDER_ANSWERS:
            return sender
        return action in (actions.VIEW_INTEREST, actions.TALK) and (owner or sender)

    def scope(self, actor: Actor, queryset: QuerySet[Interest]) -> QuerySet[Interest]:
        """The talks of one's organisations."""
        return queryset if actor.is_system else queryset.filter(_own_talks(actor))


def _own_talks(actor: Actor, prefix: str = "") -> Q:
    own = actor.organisation_ids
    return Q(**{f"{prefix}organisation_id__in": own}) | Q(**{f"{prefix}item__organisation_id__in": own})


@register
class InterestMessagePolicy(Policy[InterestMessage]):
    """As its talk."""

    model = InterestMessage
    view = actions.VIEW_INTEREST

    def permits(self, actor: Actor, action: Action, obj: InterestMessage) -> bool:
        """Nobody changes a message."""
        return action == self.view and InterestPolicy().permits(actor, action, obj.interest)

    def scope(self, actor: Actor, queryset: QuerySet[InterestMessage]) -> QuerySet[InterestMessage]:
        """Of one's own talks."""
        return queryset if actor.is_system else queryset.filter(_own_talks(actor, "interest__"))
