"""The work on a university topic: the student, what is handed over, and who takes it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotVisible
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation
from clusterkit.files.services import remove_file, store_file
from clusterkit.ideas import actions, topic_notices
from clusterkit.ideas.enums import TopicState
from clusterkit.ideas.models import Topic
from clusterkit.ideas.selectors import owners
from clusterkit.ideas.selectors.topics import university_people
from clusterkit.ideas.services.topics import TEXT_LENGTH, keep_note, topic_notice
from clusterkit.ideas.transitions import TOPIC

TOPIC_PURPOSE: Final = "ideas.topic"
DAYS_BEFORE: Final = 14
SYSTEM: Final = SystemActor("ideas")


def start_topic(
    *, topic: Topic, student: int, actor: Actor, supervisor: int | None = None, expected_version: int | None = None
) -> Topic:
    """Name the student and the supervisor (user ids), confirmed people of the university.

    The student gets a notice and may step back; readers of the topic do not learn the name unless he agrees. Raises
    ``InvalidInput`` (field "student" or "supervisor") for somebody else.
    """

    def name(row: Topic) -> None:
        _check_person(row, student, "student")
        if supervisor is not None:
            _check_person(row, supervisor, "supervisor")
        if supervisor == student:
            raise InvalidInput(_("The student does not supervise himself."), field="supervisor")
        row.student_id, row.supervisor_id = student, supervisor
        row.student_shown_at = row.reminded_at = None

    def tell(row: Topic) -> list[ports.Notice]:
        return [
            topic_notice(topic_notices.STUDENT, row, [student], actor),
            topic_notice(topic_notices.STARTED, row, owners(row.item), actor),
        ]

    return apply(TOPIC, "start", topic, actor=actor, expected_version=expected_version, effect=name, notices=tell)


def _check_person(topic: Topic, user_id: int, field: str) -> None:
    people = Affiliation.objects.filter(
        organisation_id=topic.university_id, state=AffiliationState.CONFIRMED, user__is_active=True
    )
    if not people.filter(user_id=user_id).exists():
        raise InvalidInput(_("Choose somebody whom the university confirmed as its own."), field=field)


def step_back(*, topic: Topic, actor: Actor, expected_version: int | None = None) -> Topic:
    """Give the work up, as the student, or take it from him, as the university: another student may be named."""
    told: list[int] = []

    def forget(row: Topic) -> None:
        told.extend({*owners(row.item), *university_people(row), *([row.student_id] if row.student_id else [])})
        row.student = row.student_shown_at = row.reminded_at = None

    return apply(
        TOPIC,
        "step_back",
        topic,
        actor=actor,
        expected_version=expected_version,
        effect=forget,
        notices=lambda row: [topic_notice(topic_notices.STEPPED_BACK, row, sorted(told), actor)],
    )


@transaction.atomic
def show_student(*, topic: Topic, shown: bool, actor: Actor) -> Topic:
    """As the student: let the readers of the topic know one's name, or no longer."""
    locked = Topic.objects.select_for_update(of=("self",)).select_related("item").filter(pk=topic.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Topic).require(actor, actions.NAME_STUDENT, locked)
    if (locked.student_shown_at is not None) != shown:
        locked.student_shown_at = timezone.now() if shown else None
        locked.save(update_fields=["student_shown_at"])
        ports.record(actor=actor, action=actions.NAME_STUDENT.code, target=locked, after={"student_shown": shown})
    found: Topic = locked
    return found


@transaction.atomic
def deliver_topic(
    *, topic: Topic, result: str, actor: Actor, upload: File[Any] | None = None, expected_version: int | None = None
) -> Topic:
    """Hand the work over: what was found, with a file if there is one. A later one replaces the file of an earlier one."""
    words = result.strip()
    if not words:
        raise InvalidInput(_("Say what was found."), field="result")
    if len(words) > TEXT_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": TEXT_LENGTH}, field="result")
    earlier: list[Any] = []

    def hand_over(row: Topic) -> dict[str, Any]:
        row.result, row.note = words, ""
        if upload is None:
            return {}
        if row.file is not None:
            earlier.append(row.file)
        row.file = store_file(upload=upload, purpose=TOPIC_PURPOSE, actor=actor)
        return {"file": row.file.name}

    delivered = apply(
        TOPIC,
        "deliver",
        topic,
        actor=actor,
        expected_version=expected_version,
        effect=hand_over,
        notices=lambda row: [topic_notice(topic_notices.DELIVERED, row, owners(row.item), actor)],
    )
    for stored in earlier:
        # Who hands over was asked above; the earlier file belongs to nothing any more.
        remove_file(stored_file=stored, actor=SystemActor(actor.display_name))
    return delivered


def give_back(*, topic: Topic, reason: str, actor: Actor, expected_version: int | None = None) -> Topic:
    """Give the work back, with a reason: something is missing."""
    return apply(
        TOPIC,
        "give_back",
        topic,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=lambda row: keep_note(row, reason),
        notices=lambda row: [topic_notice(topic_notices.GIVEN_BACK, row, _workers(row), actor)],
    )


def complete_topic(*, topic: Topic, actor: Actor, expected_version: int | None = None) -> Topic:
    """Take the work: the topic is completed. The request stays open until its owner closes it."""
    return apply(
        TOPIC,
        "complete",
        topic,
        actor=actor,
        expected_version=expected_version,
        notices=lambda row: [topic_notice(topic_notices.COMPLETED, row, _workers(row), actor)],
    )


def _workers(topic: Topic) -> list[int]:
    return sorted({*university_people(topic), *([topic.student_id] if topic.student_id else [])})


def remind_of_due(*, today: date | None = None) -> int:
    """Tell student and supervisor 14 days before the work is due, once. The worker calls it. Returns how many topics."""
    day = today or timezone.localdate()
    rows = Topic.objects.filter(
        state=TopicState.IN_WORK, reminded_at=None, due_on__gte=day, due_on__lte=day + timedelta(days=DAYS_BEFORE)
    )
    return sum(_remind(pk) for pk in rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> int:
    waits = Topic.objects.filter(pk=pk, state=TopicState.IN_WORK, reminded_at=None)
    topic = waits.select_for_update(of=("self",)).select_related("item__organisation", "university").first()
    if topic is None:
        return 0
    topic.reminded_at = timezone.now()
    topic.save(update_fields=["reminded_at"])
    ports.notify(topic_notice(topic_notices.DUE, topic, _workers(topic), SYSTEM))
    return 1
