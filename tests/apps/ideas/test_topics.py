"""A request becomes a university topic: who proposes, agrees, works and takes the work, and what nobody else learns."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import (
    Conflict,
    DomainError,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
    StateConflict,
)
from clusterkit.core.policies import MEMBER, policy_of, visible_to
from clusterkit.directory.enums import OrganisationKind
from clusterkit.ideas.actions import VIEW_TOPIC
from clusterkit.ideas.enums import ItemMode, ItemState, TopicState
from clusterkit.ideas.models import Item, Topic
from clusterkit.ideas.selectors.topics import topic_owner, topic_view, topics, topics_of
from clusterkit.ideas.semesters import Semester, coming_semesters
from clusterkit.ideas.services import topic_work as work
from clusterkit.ideas.services import topics as services
from clusterkit.ideas.transitions import TOPIC
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory
from clusterkit.testing.factories.ideas_topics import TopicFactory
from tests.apps.ideas.conftest import Make, Person, Told
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def fields(**changes: Any) -> services.TopicFields:
    due_on = timezone.localdate() + timedelta(days=30)
    values: dict[str, Any] = {
        "kind": "thesis",
        "title": "Corrosion in wet gas",
        "text": "Measure it.",
        "semester": Semester.of(due_on).code,
        "due_on": due_on,
    }
    return {**values, **changes}  # type: ignore[typeddict-item]


@pytest.fixture
def university(person: Make) -> Person:
    return person(tier=MEMBER, organisation=OrganisationFactory(kind=OrganisationKind.UNIVERSITY))


@pytest.fixture
def student(person: Make, university: Person) -> Person:
    return person(organisation=university.organisation)


@pytest.fixture
def item(owner: Person) -> Item:
    made: Item = ItemFactory(organisation=owner.organisation, author=owner.user)
    return made


def propose(item: Item, university: Person, by: Person, **changes: Any) -> Topic:
    return services.propose_topic(
        item=item,
        university=university.organisation,  # type: ignore[arg-type]
        proposed_by=by.organisation,  # type: ignore[arg-type]
        fields=fields(**changes),
        actor=by.viewer,
    )


def under_way(item: Item, university: Person, owner: Person, student: Person) -> Topic:
    topic = services.agree_topic(topic=propose(item, university, university), actor=owner.viewer)
    return work.start_topic(
        topic=topic, student=student.user.pk, supervisor=university.user.pk, actor=university.viewer
    )


def test_a_university_proposes_and_the_owner_agrees(item: Item, owner: Person, university: Person, told: Told) -> None:
    topic = propose(item, university, university)
    assert topic.state == TopicState.PROPOSED
    assert told.notices[-1].recipients == [owner.user.pk]
    with pytest.raises(NotPermitted):
        services.agree_topic(topic=topic, actor=university.viewer)
    agreed = services.agree_topic(topic=topic, actor=owner.viewer)
    assert agreed.state == TopicState.AGREED
    assert told.notices[-1].recipients == [university.user.pk]


def test_the_owner_proposes_and_the_university_agrees(item: Item, owner: Person, university: Person) -> None:
    topic = propose(item, university, owner)
    with pytest.raises(NotPermitted):
        services.agree_topic(topic=topic, actor=owner.viewer)
    assert services.agree_topic(topic=topic, actor=university.viewer).state == TopicState.AGREED


def test_the_whole_way(item: Item, owner: Person, university: Person, student: Person, told: Told) -> None:
    topic = under_way(item, university, owner, student)
    assert [student.user.pk] in [notice.recipients for notice in told.notices]
    with pytest.raises(NotPermitted):
        work.deliver_topic(topic=topic, result="Done", actor=owner.viewer)
    topic = work.deliver_topic(topic=topic, result="Done", actor=student.viewer)
    topic = work.give_back(topic=topic, reason="The table is missing", actor=owner.viewer)
    assert (topic.state, topic.note) == (TopicState.IN_WORK, "The table is missing")
    topic = work.deliver_topic(topic=topic, result="Done, with the table", actor=university.viewer)
    topic = work.complete_topic(topic=topic, actor=owner.viewer)
    assert topic.state == TopicState.COMPLETED
    with pytest.raises(StateConflict):
        services.cancel_topic(topic=topic, reason="Too late", actor=owner.viewer)


def test_what_happened_is_told_by_side(item: Item, owner: Person, university: Person, student: Person) -> None:
    topic = under_way(item, university, owner, student)
    work.deliver_topic(topic=topic, result="Done", actor=student.viewer)
    view = topic_view(owner.viewer, topics(owner.viewer).get())
    assert [step.who for step in view.steps] == [
        *[str(university.organisation)] * 2,
        str(owner.organisation),
        str(university.organisation),
    ]
    assert view.steps[0].text == "Handed over"


def test_declining_and_calling_off_need_a_reason_that_the_other_side_reads(
    item: Item, owner: Person, university: Person
) -> None:
    topic = propose(item, university, university)
    with pytest.raises(InvalidInput):
        services.decline_topic(topic=topic, reason=" ", actor=owner.viewer)
    topic = services.decline_topic(topic=topic, reason="We do it ourselves", actor=owner.viewer)
    assert topic_view(university.viewer, topics(university.viewer).get()).note == "We do it ourselves"
    again = propose(item, university, owner)
    again = services.cancel_topic(topic=again, reason="A mistake", actor=owner.viewer)
    assert again.state == TopicState.CANCELLED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "novel"}, "kind"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"text": "x" * 4001}, "text"),
        ({"semester": "2026/3"}, "semester"),
        ({"semester": "2019/1"}, "due_on"),
        ({"due_on": date(2020, 1, 1)}, "due_on"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    item: Item, university: Person, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        propose(item, university, university, **change)
    assert refused.value.field == field
    assert not Topic.objects.exists()


def test_one_of_a_kind_is_under_way_at_a_time(item: Item, owner: Person, university: Person) -> None:
    topic = propose(item, university, university)
    with pytest.raises(Conflict):
        propose(item, university, owner)
    propose(item, university, owner, kind="practice")
    services.decline_topic(topic=topic, reason="No", actor=owner.viewer)
    propose(item, university, university)


def test_only_requests_that_are_open_become_topics(owner: Person, university: Person) -> None:
    offer = ItemFactory(kind="offer", organisation=owner.organisation)
    with pytest.raises(NotPermitted):
        propose(offer, university, university)
    closed = ItemFactory(organisation=owner.organisation, state=ItemState.FULFILLED)
    with pytest.raises(StateConflict):
        propose(closed, university, university)


def test_only_a_university_takes_topics(item: Item, owner: Person, answerer: Person) -> None:
    with pytest.raises(InvalidInput):
        propose(item, answerer, answerer)
    with pytest.raises(InvalidInput):
        propose(item, answerer, owner)


def test_others_propose_nothing(item: Item, university: Person, answerer: Person, reader: Person) -> None:
    for who in (answerer, reader):
        with pytest.raises((NotVisible, NotPermitted)):
            services.propose_topic(
                item=item,
                university=university.organisation,  # type: ignore[arg-type]
                proposed_by=university.organisation,  # type: ignore[arg-type]
                fields=fields(),
                actor=who.viewer,
            )


def test_a_request_that_was_withdrawn_meanwhile_is_not_agreed_to(item: Item, owner: Person, university: Person) -> None:
    topic = propose(item, university, university)
    Item.objects.filter(pk=item.pk).update(state=ItemState.WITHDRAWN)
    with pytest.raises(StateConflict):
        services.agree_topic(topic=topic, actor=owner.viewer)


def test_a_stranger_to_the_university_is_not_its_student(
    item: Item, owner: Person, university: Person, reader: Person
) -> None:
    topic = services.agree_topic(topic=propose(item, university, university), actor=owner.viewer)
    with pytest.raises(InvalidInput) as refused:
        work.start_topic(topic=topic, student=reader.user.pk, actor=university.viewer)
    assert refused.value.field == "student"
    with pytest.raises(InvalidInput) as refused:
        work.start_topic(
            topic=topic, student=university.user.pk, supervisor=university.user.pk, actor=university.viewer
        )
    assert refused.value.field == "supervisor"


def test_the_student_may_step_back_and_is_forgotten(
    item: Item, owner: Person, university: Person, student: Person, told: Told
) -> None:
    topic = under_way(item, university, owner, student)
    with pytest.raises(NotPermitted):
        work.step_back(topic=topic, actor=owner.viewer)
    topic = work.step_back(topic=topic, actor=student.viewer)
    assert (topic.state, topic.student, topic.student_shown_at) == (TopicState.AGREED, None, None)
    assert {owner.user.pk, university.user.pk} == set(told.notices[-1].recipients)
    assert student.user.name not in str(told.notices[-1].context)


def test_readers_learn_the_students_name_only_from_himself(
    item: Item, owner: Person, university: Person, student: Person, reader: Person
) -> None:
    topic = under_way(item, university, owner, student)

    def seen(who: Person) -> str:
        return topic_view(who.viewer, topics(who.viewer).get(pk=topic.pk)).student

    assert seen(reader) == ""
    assert seen(owner) == seen(university) == seen(student) == str(student.user.name)
    for who in (owner, university):
        with pytest.raises(NotPermitted):
            work.show_student(topic=topic, shown=True, actor=who.viewer)
    work.show_student(topic=topic, shown=True, actor=student.viewer)
    assert seen(reader) == str(student.user.name)
    work.show_student(topic=topic, shown=False, actor=student.viewer)
    assert seen(reader) == ""


def test_readers_see_a_topic_once_both_agreed_and_never_its_result(
    item: Item, owner: Person, university: Person, student: Person, reader: Person, answerer: Person
) -> None:
    topic = propose(item, university, university)
    assert list(topics(reader.viewer)) == list(topics_of(answerer.viewer, item)) == []
    services.agree_topic(topic=topic, actor=owner.viewer)
    assert list(topics(reader.viewer)) == [topic]
    topic = work.start_topic(topic=topic, student=student.user.pk, actor=university.viewer)
    work.deliver_topic(topic=topic, result="A secret", actor=university.viewer)
    view = topic_view(reader.viewer, topics(reader.viewer).get())
    assert (view.result, view.file, view.note, view.supervisor, list(view.steps)) == ("", None, "", "", [])
    assert topic_view(owner.viewer, topics(owner.viewer).get()).result == "A secret"


def test_a_university_that_is_not_shown_tells_readers_of_no_topic(
    item: Item, owner: Person, university: Person, reader: Person
) -> None:
    topic = services.agree_topic(topic=propose(item, university, university), actor=owner.viewer)
    type(topic.university).objects.filter(pk=topic.university_id).update(is_published=False)
    assert list(topics(reader.viewer)) == []
    assert not policy_of(Topic).can(reader.viewer, VIEW_TOPIC, Topic.objects.get())
    assert list(topics(owner.viewer)) == list(topics(university.viewer)) == [topic]


def test_guests_and_members_only_requests(owner: Person, university: Person, reader: Person, guest: Any) -> None:
    item = ItemFactory(organisation=owner.organisation, mode=ItemMode.MEMBERS)
    topic = services.agree_topic(topic=propose(item, university, university), actor=owner.viewer)
    assert list(topics(guest)) == list(topics(reader.viewer)) == []
    assert list(topics(university.viewer)) == [topic]


def test_whose_an_anonymous_request_is_the_university_learns_when_both_agreed(
    owner: Person, university: Person, reader: Person, told: Told
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS)
    name = str(owner.organisation)
    topic = propose(item, university, owner)
    row = topics(university.viewer).get(pk=topic.pk)
    assert topic_owner(university.viewer, row).is_hidden
    assert name not in str(topic_view(university.viewer, row).steps)
    assert name not in str([notice.context for notice in told.notices])
    services.agree_topic(topic=topic, actor=university.viewer)
    row = topics(university.viewer).get(pk=topic.pk)
    assert topic_owner(university.viewer, row).organisation == owner.organisation
    assert topic_owner(reader.viewer, topics(reader.viewer).get(pk=topic.pk)).is_hidden


def test_a_file_is_handed_over_and_a_later_one_takes_its_place(
    item: Item, owner: Person, university: Person, student: Person, settings: Any
) -> None:
    topic = under_way(item, university, owner, student)
    for name in ("first.pdf", "second.pdf"):
        topic = work.deliver_topic(
            topic=topic, result="Done", upload=SimpleUploadedFile(name, PDF), actor=student.viewer
        )
        assert topic.file is not None
        assert topic.file.name == name
        if name == "first.pdf":
            topic = work.give_back(topic=topic, reason="More", actor=owner.viewer)
    from clusterkit.files.models import StoredFile

    assert StoredFile.objects.count() == 1


def test_student_and_supervisor_are_reminded_once_fourteen_days_before(
    item: Item, owner: Person, university: Person, student: Person, told: Told
) -> None:
    topic = under_way(item, university, owner, student)
    assert work.remind_of_due(today=topic.due_on - timedelta(days=15)) == 0
    assert work.remind_of_due(today=topic.due_on - timedelta(days=14)) == 1
    assert set(told.notices[-1].recipients) == {student.user.pk, university.user.pk}
    assert work.remind_of_due(today=topic.due_on - timedelta(days=13)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once(item: Item, owner: Person, university: Person, student: Person) -> None:
    topic = under_way(item, university, owner, student)
    day = topic.due_on - timedelta(days=3)
    found = at_once(lambda: work.remind_of_due(today=day), lambda: work.remind_of_due(today=day))
    assert sorted(found) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_agreeing_against_calling_off_the_first_wins(item: Item, owner: Person, university: Person) -> None:
    topic = propose(item, university, university)
    agreed, cancelled = at_once(
        lambda: services.agree_topic(topic=topic, actor=owner.viewer, expected_version=topic.version),
        lambda: services.cancel_topic(
            topic=topic, reason="No", actor=university.viewer, expected_version=topic.version
        ),
    )
    topic.refresh_from_db()
    refused = [answer for answer in (agreed, cancelled) if isinstance(answer, DomainError)]
    assert len(refused) == 1
    assert isinstance(refused[0], StateConflict | StaleVersion)
    assert topic.state == (TopicState.AGREED if refused[0] is cancelled else TopicState.CANCELLED)
    assert AuditRow.objects.filter(target_label="clusterkit_ideas.topic", after__has_key="state").count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_lock_both_would_win(
    item: Item, owner: Person, university: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two who read the state before the other wrote it: so both find it proposed."""
    topic = propose(item, university, university)

    def blind(target: str) -> str:
        with transaction.atomic():
            state = Topic.objects.get(pk=topic.pk).state
            seen.wait(10)
            if state != TopicState.PROPOSED:
                raise StateConflict
            Topic.objects.filter(pk=topic.pk).update(state=target)
        return target

    import threading

    seen = threading.Barrier(2)
    assert at_once(lambda: blind("agreed"), lambda: blind("cancelled")) == ["agreed", "cancelled"]


@pytest.mark.django_db(transaction=True)
def test_both_sides_propose_at_once_and_one_topic_is_made(item: Item, owner: Person, university: Person) -> None:
    answers = at_once(lambda: propose(item, university, owner), lambda: propose(item, university, university))
    assert sum(isinstance(answer, Topic) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1


STEPS = ("agree", "decline", "start", "step_back", "deliver", "give_back", "complete", "cancel")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.sampled_from(["owner", "university", "student", "reader"])), max_size=12
    )
)
def test_whatever_is_pressed_the_rules_hold(
    item: Item,
    owner: Person,
    university: Person,
    student: Person,
    reader: Person,
    presses: list[tuple[str, str]],
) -> None:
    """A student stands exactly where somebody works or worked; the states follow the machine; strangers change nothing."""
    Topic.objects.all().delete()
    topic = propose(item, university, random.Random(len(presses)).choice([owner, university]))
    who = {"owner": owner, "university": university, "student": student, "reader": reader}
    for name, side in presses:
        before = topic.state
        calls: dict[str, Any] = {
            "agree": lambda actor: services.agree_topic(topic=topic, actor=actor),
            "decline": lambda actor: services.decline_topic(topic=topic, reason="No", actor=actor),
            "start": lambda actor: work.start_topic(topic=topic, student=student.user.pk, actor=actor),
            "step_back": lambda actor: work.step_back(topic=topic, actor=actor),
            "deliver": lambda actor: work.deliver_topic(topic=topic, result="Done", actor=actor),
            "give_back": lambda actor: work.give_back(topic=topic, reason="More", actor=actor),
            "complete": lambda actor: work.complete_topic(topic=topic, actor=actor),
            "cancel": lambda actor: services.cancel_topic(topic=topic, reason="No", actor=actor),
        }
        try:
            calls[name](who[side].viewer)
        except DomainError:
            topic.refresh_from_db()
            assert topic.state == before
            continue
        topic.refresh_from_db()
        assert side != "reader"
        assert before in TOPIC[name].sources
        assert topic.state == TOPIC[name].target
        if topic.state in (TopicState.IN_WORK, TopicState.DELIVERED, TopicState.COMPLETED):
            assert topic.student_id == student.user.pk
        if topic.state in (TopicState.PROPOSED, TopicState.AGREED, TopicState.DECLINED):
            assert topic.student_id is None
        assert (topic in visible_to(reader.viewer, Topic.objects.all())) == (
            topic.state not in ("proposed", "declined", "cancelled")
        )


def test_a_semester_is_known_by_its_days() -> None:
    assert Semester.of(date(2026, 9, 1)) == Semester(2026, 1)
    assert Semester.of(date(2027, 1, 31)) == Semester(2026, 1)
    assert Semester.of(date(2027, 2, 1)) == Semester(2026, 2)
    assert Semester.of(date(2027, 8, 31)) == Semester(2026, 2)
    assert Semester.parse("2026/3") is Semester.parse("٢٠٢٦/1") is None
    assert [row.code for row in coming_semesters(date(2026, 11, 29), 3)] == ["2026/1", "2026/2", "2027/1"]


@given(st.dates(date(2001, 1, 1), date(2090, 12, 31)))
def test_every_day_lies_in_its_semester(day: date) -> None:
    semester = Semester.of(day)
    assert semester.first_day <= day <= semester.last_day
    assert Semester.parse(semester.code) == semester
    assert (semester.following.first_day - semester.last_day).days == 1


def test_lists_ask_the_same_of_one_row_and_of_three(
    item: Item, owner: Person, university: Person, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            for row in topics(university.viewer):
                str(row.university), str(row.item.organisation), row.state_tone
        return len(queries)

    TopicFactory(item=item, university=university.organisation)
    once = count()
    for _index in range(2):
        TopicFactory(university=university.organisation)
    assert count() == once
