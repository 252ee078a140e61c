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
from clusterkit.ideas.enums import PAST_STATES, InterestState, ItemMode, ItemState
from clusterkit.ideas.models import (
    Attachment,
    Interest,
    Item,
    ItemChange,
    OfficialAnswer,
    Support,
    current_items,
)
from clusterkit.ideas.policies.stopped import StoppablePolicy

OWNER_ACTIONS: Final = frozenset(
    {
        actions.EDIT,
        actions.RENEW,
        actions.WITHDRAW,
        actions.CLOSE,
        actions.ACCEPT,
        actions.LAPSE,
        actions.BEST_ANSWER,
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
        actions.STAGE,
        actions.ANSWER_OFFICIALLY,
        actions.MERGE,
    }
)
TAKING_PART: Final = frozenset({actions.COMMENT, actions.FOLLOW, actions.REACT, actions.SUPPORT})
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
class ItemPolicy(StoppablePolicy[Item]):
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
        if action == actions.SANCTION:
            # About its author; whom the office may sanction at all says the policy of sanctions.
            written = obj.author_id is not None and obj.author_id != actor.user_id and self._sent(obj)
            return written and (actor.is_system or actor.is_coordinator)
        if action == actions.EXPIRE:
            return actor.is_system
        if action in READER_ACTIONS:
            return self._visible(actor, obj)
        if action == actions.IDENTIFY:
            return may_identify(actor, obj)
        if action == actions.REACT and self.has_part(actor, obj):
            return False
        if action in TAKING_PART:
            if action == actions.SUPPORT and (own or not obj.kind_info.has_support):
                # Its own organisation's voice is the idea itself.
                return False
            return actor.allows(actions.READ) and obj.is_current and self._visible(actor, obj)
        if action == actions.REPORT:
            return actor.allows(actions.READ) and not own and obj.is_current and self._visible(actor, obj)
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
        public &= ~on(mode=ItemMode.MEMBERS)
    if actor.organisation_ids:
        public |= on(organisation_id__in=actor.organisation_ids)
    if actor.is_coordinator:
        public |= ~on(state=ItemState.DRAFT)
    return public


def may_read(actor: Actor, item: Item) -> bool:
    """Whether *actor* may read the text and the discussion of *item*."""
    return actor.allows(actions.VIEW) and ItemPolicy().can(actor, actions.READ, item)


def may_identify(actor: Actor, item: Item) -> bool:
    """Whether *actor* may know whose *item* is. The list side is :func:`identified_items`."""
    if not item.is_anonymous or actor.is_system or actor.is_coordinator or is_owner(actor, item):
        return True
    if not actor.organisation_ids:
        return False
    accepted = item.interests.filter(organisation_id__in=actor.organisation_ids, state=InterestState.ACCEPTED)
    return bool(accepted.exists())


def identified_items(actor: Actor, prefix: str = "") -> Q:
    """The condition of knowing whose an item is, behind *prefix* ("item__"). To be seen at all it needs :func:`visible_items`.

    Whatever narrows or orders a list by the owner goes through it: else the answer would tell whose an anonymous item is.
    """
    if actor.is_system or actor.is_coordinator:
        return Q()
    known = ~Q(**{f"{prefix}mode": ItemMode.ANONYMOUS})
    if actor.organisation_ids:
        own = sorted(actor.organisation_ids)
        accepted = Interest.objects.filter(
            item_id=OuterRef(f"{prefix}pk"), organisation_id__in=own, state=InterestState.ACCEPTED
        )
        known |= Q(**{f"{prefix}organisation_id__in": own}) | Q(Exists(accepted))
    return known


class OfItemPolicy(StoppablePolicy[Any]):
    """What belongs to an item and is seen by who may read it."""

    view = actions.READ

    def scope(self, actor: Actor, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Of the items that the actor may read."""
        if not actor.allows(actions.VIEW):
            return queryset.none()
        return queryset.filter(visible_items(actor, "item__"))


@register
class AttachmentPolicy(OfItemPolicy):
    """Files: readers of the item; its owners change them."""

    model = Attachment

    def permits(self, actor: Actor, action: Action, obj: Attachment) -> bool:
        """As the item says."""
        if action == actions.EDIT:
            return is_owner(actor, obj.item)
        return action == actions.READ and may_read(actor, obj.item)


@register
class SupportPolicy(OfItemPolicy):
    """Who supports an idea: readers of the item see it, everybody changes his own."""

    model = Support

    def permits(self, actor: Actor, action: Action, obj: Support) -> bool:
        """One's own, while the item can be supported."""
        if action == actions.READ:
            return may_read(actor, obj.item)
        return action == actions.SUPPORT and actor.user_id == obj.user_id


@register
class ItemChangePolicy(Policy[ItemChange]):
    """A change that waits: its owners and the coordinators see it, nobody decides on his own."""

    model = ItemChange
    view = actions.VIEW_CHANGE

    def permits(self, actor: Actor, action: Action, obj: ItemChange) -> bool:
        """By side."""
        if actor.is_system:
            return True
        own = is_owner(actor, obj.item)
        if action == actions.TAKE_BACK_CHANGE:
            return own
        if action == actions.REVIEW_CHANGE:
            return actor.is_coordinator and not own and obj.author_id != actor.user_id
        return action == actions.VIEW_CHANGE and (own or actor.is_coordinator)

    def scope(self, actor: Actor, queryset: QuerySet[ItemChange]) -> QuerySet[ItemChange]:
        """The list side."""
        if actor.is_system or actor.is_coordinator:
            return queryset
        return queryset.filter(item__organisation_id__in=actor.organisation_ids)


@register
class OfficialAnswerPolicy(OfItemPolicy):
    """The cluster's answer to an idea: published, for the readers of the item; a draft for coordinators."""

    model = OfficialAnswer

    def permits(self, actor: Actor, action: Action, obj: OfficialAnswer) -> bool:
        """Coordinators write it, unless the idea is theirs."""
        if action == actions.READ:
            return may_read(actor, obj.item) and (obj.published_at is not None or actor.is_coordinator)
        return action == actions.ANSWER_OFFICIALLY and ItemPolicy().permits(actor, action, obj.item)

    def scope(self, actor: Actor, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The list side."""
        rows = super().scope(actor, queryset)
        return rows if actor.is_system or actor.is_coordinator else rows.exclude(published_at=None)
