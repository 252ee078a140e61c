"""University topics when organisations become one, when somebody leaves, and when a person asks for his data or goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.hooks import ErasedPerson, PersonalData, Section, person_erased, personal_data
from clusterkit.accounts.sections import section
from clusterkit.directory.hooks import (
    Leaving,
    Moved,
    OrganisationMerge,
    handover,
    move_rows,
    organisation_merge,
    organisation_merge_obstacles,
)
from clusterkit.ideas.enums import LIVE_TOPIC_STATES
from clusterkit.ideas.models import Topic


@organisation_merge_obstacles.connect
def live_topics(payload: OrganisationMerge) -> str | Promise | None:
    """Nobody agrees with himself, and a request has one such topic at a university."""
    both = [payload.survivor, payload.merged]
    live = Topic.objects.filter(state__in=LIVE_TOPIC_STATES)
    between = live.filter(university__in=both, item__organisation__in=both)
    if between.exclude(university=F("item__organisation")).exists():
        return _("A university topic is under way between the two. End it first.")
    mine = live.filter(university=payload.survivor).values_list("item_id", "kind")
    theirs = live.filter(university=payload.merged).values_list("item_id", "kind")
    if set(mine) & set(theirs):
        return _("Both have the same topic of one request under way. Call one of them off first.")
    return None


@organisation_merge.connect
def move_topics(payload: OrganisationMerge) -> list[Moved]:
    """Topics belong to the survivor."""
    return [move_rows(payload, Topic, "university"), move_rows(payload, Topic, "proposed_by")]


@handover.connect(order=21)
def hand_over_topics(payload: Leaving) -> Mapping[str, int]:
    """The successor supervises what was supervised; without one nobody does, and the administrators hear of it."""
    rows = Topic.objects.filter(
        university=payload.organisation, supervisor_id=payload.user.pk, state__in=LIVE_TOPIC_STATES
    )
    successor: dict[str, Any] = {"supervisor": payload.successor}
    # Nobody supervises himself.
    same = Q(student_id=payload.successor.pk) if payload.successor is not None else Q(pk__in=[])
    number = rows.filter(same).update(supervisor=None) + rows.exclude(same).update(**successor)
    return {"topics": number} if number else {}


@personal_data.connect(order=41)
def own_topics(payload: PersonalData) -> Sequence[Section]:
    """The topics that one proposed, supervises or works on."""
    user_id = payload.viewer.user_id or 0
    rows = Topic.objects.filter(Q(student_id=user_id) | Q(supervisor_id=user_id) | Q(author_id=user_id))
    fields = ("item__title", "title", "kind", "semester", "due_on", "state", "result", "created_at")
    return [section("topics", _("University topics that you take part in"), rows.order_by("pk"), *fields)]


@person_erased.connect(order=401)
def forget_student(payload: ErasedPerson) -> Mapping[str, int]:
    """Who worked on a topic or supervised it is not kept."""
    rows = Topic.objects.filter(Q(student_id=payload.user_id) | Q(supervisor_id=payload.user_id))
    number = rows.count()
    Topic.objects.filter(student_id=payload.user_id).update(student=None, student_shown_at=None)
    Topic.objects.filter(supervisor_id=payload.user_id).update(supervisor=None)
    return {"topics": number}
