"""University topics as far as the viewer may know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.audit.models import AuditRow
from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.core.transitions import Transition
from clusterkit.core.web.elements import TimelineEntry
from clusterkit.directory.enums import AffiliationState, OrganisationKind
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.files.models import StoredFile
from clusterkit.ideas import actions
from clusterkit.ideas.enums import LIVE_TOPIC_STATES, TOPIC_TONES, TopicState
from clusterkit.ideas.models import Item, Topic, person_name
from clusterkit.ideas.policies import may_identify, may_read, speaks_for
from clusterkit.ideas.policies.topics import SHOWN_STATES
from clusterkit.ideas.selectors.owners import ItemOwner, hidden_owner
from clusterkit.ideas.selectors.people import side_people
from clusterkit.ideas.semesters import semester_label
from clusterkit.ideas.transitions import TOPIC

_STEPS: Final[Mapping[str, str | Promise]] = {
    TopicState.PROPOSED: gettext_lazy("Proposed"),
    TopicState.AGREED: gettext_lazy("Agreed"),
    TopicState.IN_WORK: gettext_lazy("A student works on it"),
    TopicState.DELIVERED: gettext_lazy("Handed over"),
    TopicState.COMPLETED: gettext_lazy("Completed"),
    TopicState.DECLINED: gettext_lazy("Declined"),
    TopicState.CANCELLED: gettext_lazy("Called off"),
}


def topics(viewer: Actor) -> QuerySet[Topic]:
    """The topics that *viewer* may see, newest first."""
    return visible_to(
        viewer,
        Topic.objects.select_related(
            "item__organisation", "item__author", "university", "student", "supervisor", "file"
        ),
    )


def side_topics(viewer: Actor) -> Q:
    """The condition of a topic of one's own side: of one's organisations, or that one works on."""
    own = Q(university_id__in=viewer.organisation_ids) | Q(item__organisation_id__in=viewer.organisation_ids)
    return own | Q(student_id=viewer.user_id) if viewer.user_id is not None else own


def university_people(topic: Topic) -> list[int]:
    """User ids of those who answer for *topic* at the university: its supervisor, who proposed it, or the admins."""
    proposed = topic.proposed_by_id == topic.university_id
    return side_people(topic.university_id, topic.supervisor_id or (topic.author_id if proposed else None))


def universities_for(viewer: Actor, item: Item) -> list[Organisation]:
    """The universities to which the owner of *item* may turn."""
    rows = Organisation.objects.filter(kind=OrganisationKind.UNIVERSITY, is_published=True)
    return list(visible_to(viewer, rows).exclude(pk=item.organisation_id).order_by("sort_key", "pk"))


def own_universities(viewer: Actor) -> list[Organisation]:
    """The universities that *viewer* acts for."""
    if not viewer.organisation_ids:
        return []
    rows = Organisation.objects.filter(kind=OrganisationKind.UNIVERSITY, is_published=True)
    return list(visible_to(viewer, rows).filter(pk__in=viewer.organisation_ids).order_by("sort_key", "pk"))


def people_at(organisation: Organisation) -> list[tuple[int, str]]:
    """The confirmed people of a university, who may be student or supervisor: user ids with names."""
    rows = Affiliation.objects.filter(organisation=organisation, state=AffiliationState.CONFIRMED, user__is_active=True)
    return sorted(((row.user_id, person_name(row.user)) for row in rows.select_related("user")), key=lambda row: row[1])


@dataclass(frozen=True)
class TopicProposal:
    """How *viewer* may propose a request as a topic: as its owner to one of the universities, or for his own."""

    as_owner: bool
    universities: Sequence[Organisation]


def proposal_for(viewer: Actor, item: Item) -> TopicProposal | None:
    """How *viewer* may propose *item* as a topic; None where he may not."""
    if not item.kind_info.has_topics or not item.is_open or not viewer.allows(actions.PROPOSE_TOPIC):
        return None
    if not may_read(viewer, item):
        return None
    if speaks_for(viewer, item.organisation_id):
        found = universities_for(viewer, item)
        return TopicProposal(True, found) if found else None
    own = [row for row in own_universities(viewer) if speaks_for(viewer, row.pk)]
    return TopicProposal(False, own) if own and item.organisation_id not in viewer.organisation_ids else None


def topics_of(viewer: Actor, item: Item) -> list[Topic]:
    """The topics of *item* for its page, live ones first."""
    found: list[Topic] = list(topics(viewer).filter(item=item))
    return sorted(found, key=lambda topic: (topic.state not in LIVE_TOPIC_STATES, -topic.pk))


@dataclass(frozen=True)
class TopicView:
    """A topic as far as the viewer may know it. Names of people are empty where they are not his to know."""

    topic: Topic
    owner: ItemOwner
    is_owner: bool
    is_university: bool
    is_student: bool
    student: str
    supervisor: str
    result: str
    file: StoredFile | None
    note: str
    semester: str
    steps: Sequence[TimelineEntry]
    transitions: Sequence[Transition]
    may_close_item: bool

    @property
    def is_side(self) -> bool:
        """Whether the viewer is of one of the two sides."""
        return self.is_owner or self.is_university or self.is_student

    @property
    def open_names(self) -> frozenset[str]:
        """Names of the transitions that the viewer may take now."""
        return frozenset(step.name for step in self.transitions)

    @property
    def is_overdue(self) -> bool:
        """Whether the day is over and nothing is handed over."""
        waits = self.topic.state in (TopicState.AGREED, TopicState.IN_WORK)
        return waits and self.topic.due_on < timezone.localdate()


def topic_owner(viewer: Actor, topic: Topic) -> ItemOwner:
    """Whose the request is: the university learns it once both agreed, other readers as the item says."""
    item = topic.item
    side = topic.university_id in viewer.organisation_ids or topic.student_id == (viewer.user_id or -1)
    if (side and topic.state in SHOWN_STATES) or may_identify(viewer, item):
        return ItemOwner(item.organisation, person_name(item.author))
    return ItemOwner()


def topic_view(viewer: Actor, topic: Topic) -> TopicView:
    """What *viewer* sees of *topic* (which he may see), in a constant number of queries."""
    item = topic.item
    is_owner = item.organisation_id in viewer.organisation_ids
    is_university = topic.university_id in viewer.organisation_ids
    is_student = viewer.user_id is not None and topic.student_id == viewer.user_id
    side = is_owner or is_university or is_student
    names = side or topic.student_shown_at is not None
    may_close = (
        topic.state == TopicState.COMPLETED and item.is_open and policy_of(Item).can(viewer, actions.CLOSE, item)
    )
    return TopicView(
        topic,
        owner=topic_owner(viewer, topic),
        is_owner=is_owner,
        is_university=is_university,
        is_student=is_student,
        student=person_name(topic.student) if topic.student is not None and names else "",
        supervisor=person_name(topic.supervisor) if topic.supervisor is not None and side else "",
        result=topic.result if side else "",
        file=topic.file if side else None,
        note=topic.note if side else "",
        semester=semester_label(topic.semester),
        steps=_steps(viewer, topic) if side else (),
        transitions=TOPIC.available(topic, viewer),
        may_close_item=may_close,
    )


def _steps(viewer: Actor, topic: Topic) -> list[TimelineEntry]:
    """What happened, newest first, by side and not by person: whoever published without a name stays without one."""
    rows = AuditRow.objects.filter(target_label=Topic._meta.label_lower, target_pk=str(topic.pk))
    owner = topic_owner(viewer, topic)
    sides = {
        topic.university_id: str(topic.university),
        topic.item.organisation_id: owner.name if not owner.is_hidden else _("The owner of the request"),
    }
    found = []
    for row in rows.order_by("-pk"):
        state = row.after.get("state")
        if state in _STEPS:
            side = _side_of(topic, row)
            who = sides.get(side, "") if side is not None else ""
            found.append(TimelineEntry(row.at, who, str(_STEPS[state]), TOPIC_TONES[TopicState(state)], row.reason))
    return found


def _side_of(topic: Topic, row: Any) -> int | None:
    owner, university = topic.item.organisation_id, topic.university_id
    if row.action == actions.PROPOSE_TOPIC.code:
        return topic.proposed_by_id
    if row.action == actions.AGREE_TOPIC.code:
        return owner if topic.proposed_by_id == university else university
    if row.action in (actions.WORK_TOPIC.code, actions.STEP_BACK_TOPIC.code):
        return university
    return owner if row.action == actions.TAKE_TOPIC.code else None


def proposer_name(viewer: Actor, topic: Topic) -> str:
    """Which side proposed it, named as far as the viewer may know it."""
    if topic.proposed_by_id == topic.university_id:
        return str(topic.university)
    owner = topic_owner(viewer, topic)
    return hidden_owner() if owner.is_hidden else owner.name


def topics_to_act(viewer: Actor) -> list[Topic]:
    """The topics that wait for *viewer*: to agree, to name a student, to take a work, to hand over soon."""
    if viewer.user_id is None:
        return []
    own = viewer.organisation_ids
    by_university = Q(proposed_by=F("university"))
    asked = Q(state=TopicState.PROPOSED) & (
        (by_university & Q(item__organisation_id__in=own)) | (~by_university & Q(university_id__in=own))
    )
    waits = (
        asked
        | Q(state=TopicState.AGREED, university_id__in=own)
        | Q(state=TopicState.DELIVERED, item__organisation_id__in=own)
        | Q(state=TopicState.IN_WORK, student_id=viewer.user_id)
    )
    rows: QuerySet[Topic] = topics(viewer).filter(waits).order_by("due_on", "pk")
    return list(rows)
