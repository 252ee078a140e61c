"""A request becomes a university topic: proposed by one side, agreed to by the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.directory.enums import OrganisationKind
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions, topic_notices
from clusterkit.ideas.enums import LIVE_TOPIC_STATES, TopicKind
from clusterkit.ideas.models import Item, Topic
from clusterkit.ideas.policies.topics import SHOWN_STATES
from clusterkit.ideas.selectors import owners
from clusterkit.ideas.selectors.topics import university_people
from clusterkit.ideas.semesters import Semester
from clusterkit.ideas.services.locking import lock_item
from clusterkit.ideas.transitions import TOPIC

TITLE_LENGTH: Final = 200
TEXT_LENGTH: Final = 4000


class TopicFields(TypedDict):
    """What a proposal says: ``semester`` as "2026/1"; the work is handed over by ``due_on``, a day in it."""

    kind: str
    title: str
    text: str
    semester: str
    due_on: date


@transaction.atomic
def propose_topic(
    *, item: Item, university: Organisation, proposed_by: Organisation, fields: TopicFields, actor: Actor
) -> Topic:
    """Propose a request as a thesis, a practice or a laboratory work; the other side gets a notice.

    *proposed_by* is the owner of the request, or the university itself. Raises ``NotVisible``, ``NotPermitted``,
    ``InvalidInput`` (the field it is about), ``StateConflict`` for a request that is not open, ``Conflict`` where such
    a topic is under way.
    """
    locked = lock_item(item)
    topic = Topic(item=locked, university=university, proposed_by=proposed_by, author_id=actor.user_id)
    policy_of(Topic).require(actor, actions.PROPOSE_TOPIC, topic)
    if not locked.kind_info.has_topics:
        raise NotPermitted(_("Only requests become topics."))
    shown = Organisation.objects.filter(pk=university.pk, kind=OrganisationKind.UNIVERSITY, is_published=True)
    if not shown.exists():
        raise InvalidInput(_("Choose a university."), field="university")
    if not locked.is_open:
        raise StateConflict(_("This item is not open any more."), details={"state": locked.effective_state.value})
    values = _checked(fields)
    same = Topic.objects.filter(item=locked, university=university, kind=values["kind"], state__in=LIVE_TOPIC_STATES)
    if same.exists():
        raise Conflict(_("Such a topic is under way already. Go on there."))
    for name, value in values.items():
        setattr(topic, name, value)
    topic.save()
    ports.record(
        actor=actor,
        action=actions.PROPOSE_TOPIC.code,
        target=topic,
        after={"state": topic.state, "university": university.pk, "kind": topic.kind, "semester": topic.semester},
    )
    by_owner = proposed_by.pk == locked.organisation_id
    tell = university_people(topic) if by_owner else owners(locked)
    ports.notify(topic_notice(topic_notices.PROPOSED, topic, tell, actor))
    return topic


@transaction.atomic
def agree_topic(*, topic: Topic, actor: Actor, expected_version: int | None = None) -> Topic:
    """Agree, as the side that did not propose: from now on readers of the request see the topic, and the two know each other.

    The item is locked first, then the topic. Raises ``StateConflict`` where the request is not open any more, or somebody
    called the topic off a moment ago.
    """
    item = lock_item(topic.item)
    policy_of(Topic).require(actor, actions.AGREE_TOPIC, topic)
    if not item.is_open:
        raise StateConflict(_("The request is not open any more."), details={"state": item.effective_state.value})
    return apply(
        TOPIC,
        "agree",
        topic,
        actor=actor,
        expected_version=expected_version,
        notices=lambda row: [topic_notice(topic_notices.AGREED, row, _proposers(row), actor)],
    )


def decline_topic(*, topic: Topic, reason: str, actor: Actor, expected_version: int | None = None) -> Topic:
    """Say no, with a reason that the other side reads."""
    return apply(
        TOPIC,
        "decline",
        topic,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=lambda row: keep_note(row, reason),
        notices=lambda row: [topic_notice(topic_notices.DECLINED, row, _proposers(row), actor)],
    )


def cancel_topic(*, topic: Topic, reason: str, actor: Actor, expected_version: int | None = None) -> Topic:
    """Call a topic off, as either side, before it is completed."""

    def tell(row: Topic) -> list[ports.Notice]:
        people = {*owners(row.item), *university_people(row), *([row.student_id] if row.student_id else [])}
        return [topic_notice(topic_notices.CANCELLED, row, sorted(people), actor)]

    return apply(
        TOPIC,
        "cancel",
        topic,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=lambda row: keep_note(row, reason),
        notices=tell,
    )


def keep_note(topic: Topic, reason: str) -> None:
    """The reason stands on the topic's page, for the two sides."""
    topic.note = reason.strip()[:TEXT_LENGTH]


def topic_notice(kind: ports.NoticeKind, topic: Topic, recipients: Sequence[int], actor: Actor) -> ports.Notice:
    """A notice about a topic. The owner of a request without a name is left out until both agreed."""
    named = not topic.item.is_anonymous or topic.state in SHOWN_STATES
    return ports.Notice(
        kind,
        [user_id for user_id in recipients if user_id != actor.user_id],
        topic.get_absolute_url(),
        f"{kind.code}:{topic.pk}:{topic.version}",
        {
            "title": topic.title,
            "request": topic.item.title,
            "university": str(topic.university),
            "owner": str(topic.item.organisation) if named else "",
            "by_university": topic.proposed_by_id == topic.university_id,
            "reason": topic.note,
            "days": max(0, (topic.due_on - timezone.localdate()).days),
        },
        topic,
    )


def _proposers(topic: Topic) -> list[int]:
    return university_people(topic) if topic.proposed_by_id == topic.university_id else owners(topic.item)


def _checked(fields: TopicFields) -> dict[str, Any]:
    if fields["kind"] not in TopicKind.values:
        raise InvalidInput(_("Choose what the request becomes."), field="kind")
    title, text = fields["title"].strip(), fields["text"].strip()
    if not title:
        raise InvalidInput(_("Give the topic a title."), field="title")
    if len(title) > TITLE_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": TITLE_LENGTH}, field="title")
    if len(text) > TEXT_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": TEXT_LENGTH}, field="text")
    semester = Semester.parse(fields["semester"])
    if semester is None:
        raise InvalidInput(_("Choose a semester."), field="semester")
    due_on = fields["due_on"]
    if due_on < timezone.localdate():
        raise InvalidInput(_("This day is over. Choose a later one."), field="due_on")
    if not semester.first_day <= due_on <= semester.last_day:
        raise InvalidInput(
            _("Choose a day in the %(semester)s, from %(first)s to %(last)s.")
            % {
                "semester": semester.label,
                "first": semester.first_day.strftime("%d.%m.%Y"),
                "last": semester.last_day.strftime("%d.%m.%Y"),
            },
            field="due_on",
        )
    return {"kind": fields["kind"], "title": title, "text": text, "semester": semester.code, "due_on": due_on}
