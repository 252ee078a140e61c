"""Private talks and what came of them: the two sides, nobody else."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.ideas import actions
from clusterkit.ideas.models import FollowUp, Interest, InterestMessage, MessageFile, Outcome, TalkMark
from clusterkit.ideas.policies.items import OfItemPolicy, is_owner, may_read
from clusterkit.ideas.policies.stopped import StoppablePolicy

OWNER_ANSWERS: Final = frozenset({actions.ASK_MORE, actions.ACCEPT, actions.DECLINE, actions.LAPSE})
SENDER_ANSWERS: Final = frozenset({actions.ANSWER_MORE, actions.WITHDRAW_INTEREST})


@register
class InterestPolicy(StoppablePolicy[Interest]):
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


@register
class MessageFilePolicy(Policy[MessageFile]):
    """As its talk."""

    model = MessageFile
    view = actions.VIEW_INTEREST

    def permits(self, actor: Actor, action: Action, obj: MessageFile) -> bool:
        """Nobody changes what was sent."""
        return action == self.view and InterestPolicy().permits(actor, action, obj.interest)

    def scope(self, actor: Actor, queryset: QuerySet[MessageFile]) -> QuerySet[MessageFile]:
        """Of one's own talks."""
        return queryset if actor.is_system else queryset.filter(_own_talks(actor, "interest__"))


@register
class TalkMarkPolicy(Policy[TalkMark]):
    """One's own marks."""

    model = TalkMark
    view = actions.VIEW_INTEREST

    def permits(self, actor: Actor, action: Action, obj: TalkMark) -> bool:
        """Nobody else's."""
        return actor.is_system or (actor.user_id is not None and obj.user_id == actor.user_id)

    def scope(self, actor: Actor, queryset: QuerySet[TalkMark]) -> QuerySet[TalkMark]:
        """The list side."""
        return queryset if actor.is_system else queryset.filter(user_id=actor.user_id or 0)


@register
class OutcomePolicy(OfItemPolicy):
    """What came of an item: readers of the item see it, the other side confirms it."""

    model = Outcome

    def permits(self, actor: Actor, action: Action, obj: Outcome) -> bool:
        """By side: the owner corrects it, the other side confirms it."""
        if action == actions.READ:
            return may_read(actor, obj.item)
        if action == actions.CLOSE:
            return is_owner(actor, obj.item)
        if action != actions.CONFIRM_OUTCOME or obj.interest is None:
            return False
        other = obj.interest.organisation_id
        return other in actor.organisation_ids and obj.item.organisation_id not in actor.organisation_ids


@register
class FollowUpPolicy(Policy[FollowUp]):
    """Questions about an outcome: the item's owners answer them."""

    model = FollowUp
    view = actions.FOLLOW_UP

    def permits(self, actor: Actor, action: Action, obj: FollowUp) -> bool:
        """The owners' own."""
        return action == actions.FOLLOW_UP and (actor.is_system or is_owner(actor, obj.outcome.item))

    def scope(self, actor: Actor, queryset: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
        """The list side."""
        if actor.is_system:
            return queryset
        return queryset.filter(outcome__item__organisation_id__in=actor.organisation_ids)
