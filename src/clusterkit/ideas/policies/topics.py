"""University topics: the request's owner, the university, and who reads the request once both agreed."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from clusterkit.core.policies import Action, Actor, register
from clusterkit.ideas import actions
from clusterkit.ideas.enums import TopicState
from clusterkit.ideas.models import Topic
from clusterkit.ideas.policies.items import is_owner, may_read, speaks_for, visible_items
from clusterkit.ideas.policies.stopped import StoppablePolicy

SHOWN_STATES: Final = frozenset({TopicState.AGREED, TopicState.IN_WORK, TopicState.DELIVERED, TopicState.COMPLETED})
"""Readers of the request see a topic on which both agreed."""


@register
class TopicPolicy(StoppablePolicy[Topic]):
    """By side: the owner of the request, and the university."""

    model = Topic
    view = actions.VIEW_TOPIC

    def permits(self, actor: Actor, action: Action, obj: Topic) -> bool:
        """Who proposed does not agree; the university works, the owner takes the work."""
        if actor.is_system:
            return True
        owner = is_owner(actor, obj.item)
        university = obj.university_id in actor.organisation_ids
        if action == actions.PROPOSE_TOPIC:
            return self._proposes(actor, obj)
        if action == actions.VIEW_TOPIC:
            return owner or university or self._works(actor, obj) or self._reads(actor, obj)
        if action == actions.AGREE_TOPIC:
            return university if obj.proposed_by_id == obj.item.organisation_id else owner
        if action == actions.WORK_TOPIC:
            return university
        if action == actions.TAKE_TOPIC:
            return owner
        if action == actions.NAME_STUDENT:
            return self._works(actor, obj)
        if action == actions.STEP_BACK_TOPIC:
            return university or self._works(actor, obj)
        return action == actions.CANCEL_TOPIC and (owner or university)

    @staticmethod
    def _works(actor: Actor, obj: Topic) -> bool:
        return actor.user_id is not None and obj.student_id == actor.user_id

    @staticmethod
    def _reads(actor: Actor, obj: Topic) -> bool:
        return obj.state in SHOWN_STATES and obj.university.is_published and may_read(actor, obj.item)

    @staticmethod
    def _proposes(actor: Actor, obj: Topic) -> bool:
        """For one's own organisation: the owner of the request to a university, a university to the owner."""
        sides = {obj.item.organisation_id, obj.university_id}
        mine = obj.proposed_by_id in sides and len(sides) > 1 and speaks_for(actor, obj.proposed_by_id)
        return mine and may_read(actor, obj.item)

    def scope(self, actor: Actor, queryset: QuerySet[Topic]) -> QuerySet[Topic]:
        """The list side."""
        if actor.is_system:
            return queryset
        own = Q(university_id__in=actor.organisation_ids) | Q(item__organisation_id__in=actor.organisation_ids)
        if actor.user_id is not None:
            own |= Q(student_id=actor.user_id)
        if not (actor.allows(actions.VIEW) and actor.allows(actions.READ)):
            return queryset.filter(own)
        shown = Q(state__in=sorted(SHOWN_STATES), university__is_published=True)
        return queryset.filter(own | (shown & visible_items(actor, "item__")))
