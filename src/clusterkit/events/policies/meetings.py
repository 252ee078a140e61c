"""Who sees and does what with short meetings."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.events import actions
from clusterkit.events.enums import MeetingState
from clusterkit.events.models import Meeting


@register
class MeetingPolicy(Policy[Meeting]):
    """A short meeting is known to its two, and to the office, which keeps the tables.

    Who was asked answers, nobody for him. What is arranged either of the two calls off, a proposal who made it.
    """

    model = Meeting
    view = actions.MEET

    def permits(self, actor: Actor, action: Action, obj: Meeting) -> bool:
        """The two, and the office where nothing is answered in somebody's name."""
        is_invitee = actor.user_id is not None and obj.invitee.user_id == actor.user_id
        if action == actions.ANSWER_MEETING:
            return is_invitee
        if actor.allows(actions.MANAGE):
            return True
        is_proposer = actor.user_id is not None and obj.proposer.user_id == actor.user_id
        if action == actions.CALL_OFF_MEETING:
            return is_proposer or (is_invitee and obj.state == MeetingState.ACCEPTED)
        return is_proposer or is_invitee

    def scope(self, actor: Actor, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        """One's own, all for the office."""
        if actor.allows(actions.MANAGE):
            return queryset
        if actor.user_id is None:
            return queryset.none()
        return queryset.filter(Q(proposer__user_id=actor.user_id) | Q(invitee__user_id=actor.user_id))
