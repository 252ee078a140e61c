"""University topics when organisations become one, when people leave, and when a person asks for his data or goes."""

from __future__ import annotations

import pytest

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.hooks import PersonalData, personal_data
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.core.exceptions import Conflict
from clusterkit.core.policies import SystemActor
from clusterkit.directory.enums import OrganisationKind
from clusterkit.directory.services import end_affiliation, merge_organisations
from clusterkit.ideas.enums import TopicState
from clusterkit.ideas.models import Topic
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory
from clusterkit.testing.factories.ideas_topics import TopicFactory

pytestmark = pytest.mark.django_db


def test_topics_move_to_the_university_that_stays() -> None:
    stays, goes = (OrganisationFactory(kind=OrganisationKind.UNIVERSITY) for _number in range(2))
    topic = TopicFactory(university=goes)
    merge_organisations(survivor=stays, merged=goes, actor=SystemActor())
    topic.refresh_from_db()
    assert topic.university == topic.proposed_by == stays


def test_a_topic_between_the_two_stands_in_the_way() -> None:
    topic = TopicFactory()
    with pytest.raises(Conflict, match="under way between the two"):
        merge_organisations(survivor=topic.university, merged=topic.item.organisation, actor=SystemActor())


def test_the_same_topic_at_both_stands_in_the_way() -> None:
    item = ItemFactory()
    first, second = TopicFactory(item=item), TopicFactory(item=item)
    with pytest.raises(Conflict, match="the same topic"):
        merge_organisations(survivor=first.university, merged=second.university, actor=SystemActor())
    Topic.objects.filter(pk=second.pk).update(state=TopicState.DECLINED)
    merge_organisations(survivor=first.university, merged=second.university, actor=SystemActor())


def test_the_successor_supervises_and_nobody_supervises_himself() -> None:
    university = OrganisationFactory(kind=OrganisationKind.UNIVERSITY)
    boss = AdminAffiliationFactory(organisation=university)
    goes, heir = (AffiliationFactory(organisation=university) for _number in range(2))
    topic = TopicFactory(university=university, supervisor=goes.user, state=TopicState.IN_WORK)
    own = TopicFactory(university=university, supervisor=goes.user, student=heir.user, state=TopicState.IN_WORK)
    over = TopicFactory(university=university, supervisor=goes.user, state=TopicState.COMPLETED)
    end_affiliation(affiliation=goes, actor=viewer_of(boss.user), successor=heir)
    for row in (topic, own, over):
        row.refresh_from_db()
    assert (topic.supervisor, own.supervisor, over.supervisor) == (heir.user, None, goes.user)


def test_whoever_goes_is_student_and_supervisor_no_more() -> None:
    user = UserFactory()
    worked = TopicFactory(student=user, state=TopicState.COMPLETED)
    led = TopicFactory(supervisor=user)
    erase_person(user_id=user.pk, actor=viewer_of(user))
    for row in (worked, led):
        row.refresh_from_db()
    assert (worked.student, worked.student_shown_at, led.supervisor) == (None, None, None)


def test_the_archive_tells_of_the_topics_that_one_takes_part_in() -> None:
    user = UserFactory()
    TopicFactory(student=user, title="Mine")
    TopicFactory(title="Another's")
    found = [part for answer in personal_data.collect(PersonalData(viewer_of(user))) for part in answer]
    [rows] = [list(part.rows) for part in found if part.name == "topics"]
    assert [row["title"] for row in rows] == ["Mine"]
