"""Reporting, and what the office decides about what was reported."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible, StateConflict
from clusterkit.core.policies import COORDINATOR
from clusterkit.ideas import selectors, services
from clusterkit.ideas.enums import ItemMode, ItemState, ReportState, SanctionKind
from clusterkit.ideas.models import Report, Sanction
from clusterkit.ideas.services import Consequences
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, ItemFactory
from clusterkit.testing.factories.ideas_moderation import ReportFactory
from tests.apps.ideas.conftest import Make, Person, Told

pytestmark = pytest.mark.django_db


def report(person: Person, item: Any = None, comment: Any = None, **changes: Any) -> Report:
    values = {"reason": "spam", "text": "Look at this", **changes}
    return services.report(item=item or comment.item, comment=comment, actor=person.viewer, **values)


def test_an_item_is_reported_and_the_office_told_without_a_name(
    reader: Person, coordinator: Person, told: Told
) -> None:
    item = ItemFactory()
    made = report(reader, item)
    assert (made.state, made.reason) == (ReportState.OPEN, "spam")
    notice = next(notice for notice in told.notices if notice.kind.code == "ideas.reported")
    assert list(notice.recipients) == [coordinator.user.pk]
    assert str(reader.viewer.display_name) not in str(notice.context)


def test_the_log_does_not_say_who_reported(reader: Person) -> None:
    made = report(reader, ItemFactory())
    row = AuditRow.objects.get(action="ideas.report")
    assert (row.actor_pk, row.actor_name, row.address) == ("", "", None)
    assert row.target_pk == str(made.pk)
    kept = {str(value) for value in (*row.before.values(), *row.after.values(), row.target_text, row.reason)}
    assert not kept & {reader.viewer.display_name, reader.user.email}


def test_one_open_report_a_person_and_thing(reader: Person, answerer: Person) -> None:
    comment = CommentFactory()
    report(reader, comment=comment)
    with pytest.raises(Conflict):
        report(reader, comment=comment)
    report(answerer, comment=comment)
    report(reader, item=comment.item)
    assert Report.objects.count() == 3


def test_only_what_one_reads_and_did_not_write_is_reported(reader: Person, owner: Person, guest: Any) -> None:
    with pytest.raises(NotVisible):
        report(reader, ItemFactory(mode=ItemMode.MEMBERS))
    with pytest.raises(NotPermitted):
        report(owner, ItemFactory(organisation=owner.organisation))
    with pytest.raises(NotPermitted):
        report(reader, comment=CommentFactory(author=reader.user))
    with pytest.raises(NotPermitted):
        services.report(item=ItemFactory(), reason="spam", actor=guest)


@pytest.mark.parametrize(
    ("values", "field"), [({"reason": "no"}, "reason"), ({"reason": "other", "text": " "}, "text")]
)
def test_a_report_says_what_is_wrong(reader: Person, values: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        report(reader, ItemFactory(), **values)
    assert refused.value.field == field


def test_the_queue_groups_by_thing_and_begins_with_the_longest_waiting(
    coordinator: Person, reader: Person, answerer: Person
) -> None:
    item, comment = ItemFactory(), CommentFactory()
    report(reader, comment=comment)
    report(reader, item)
    report(answerer, item, reason="secret")
    Report.objects.filter(item=item).update(created_at=timezone.now() - timedelta(days=2))
    first, second = selectors.cases_of(list(selectors.open_cases(coordinator.viewer)))
    assert (first.item, first.comment, first.count) == (item, None, 2)
    assert [str(reason) for reason in first.reasons] == ["Confidential information", "Advertising or spam"]
    assert (second.item, second.comment, second.count) == (comment.item, comment, 1)


def test_nobody_sees_or_decides_what_is_about_his_own(person: Make, reader: Person) -> None:
    organisation = OrganisationFactory()
    office = person(tier=COORDINATOR, organisation=organisation)
    of_item = report(reader, ItemFactory(organisation=organisation))
    of_comment = report(reader, comment=CommentFactory(author=office.user))
    of_colleague = report(reader, comment=CommentFactory(organisation=organisation))
    assert not selectors.open_cases(office.viewer)
    for row in (of_item, of_comment, of_colleague):
        with pytest.raises(NotVisible):
            services.dismiss_report(report=row, actor=office.viewer)


def test_who_reported_lets_somebody_else_decide(coordinator: Person, person: Make, reader: Person) -> None:
    item = ItemFactory()
    report(coordinator, item)
    other = report(reader, item)
    with pytest.raises(NotPermitted, match="yourself"):
        services.dismiss_report(report=other, actor=coordinator.viewer)
    assert not selectors.case_view(coordinator.viewer, other).may_decide
    colleague = person(tier=COORDINATOR)
    assert selectors.case_view(colleague.viewer, other).may_decide
    services.dismiss_report(report=other, actor=colleague.viewer)


def test_upheld_with_hiding_and_a_warning_closes_all_and_thanks_each(
    coordinator: Person, reader: Person, answerer: Person, told: Told
) -> None:
    comment = CommentFactory()
    first, second = report(reader, comment=comment), report(answerer, comment=comment)
    untouched = report(reader, item=comment.item)
    services.uphold_report(
        report=second,
        actor=coordinator.viewer,
        consequences=Consequences(hide=True, sanction=SanctionKind.WARNING, reason="Be kind, please."),
    )
    comment.refresh_from_db()
    assert comment.hidden_at is not None
    assert comment.hidden_note == "Be kind, please."
    assert set(Report.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)) == {"upheld"}
    untouched.refresh_from_db()
    assert untouched.state == ReportState.OPEN
    thanked = [notice for notice in told.notices if notice.kind.code == "ideas.report_decided"]
    assert sorted(user for notice in thanked for user in notice.recipients) == sorted(
        [reader.user.pk, answerer.user.pk]
    )
    assert all(not notice.context and notice.target is None for notice in thanked)
    to_author = [notice.kind.code for notice in told.notices if list(notice.recipients) == [comment.author_id]]
    assert sorted(to_author) == ["ideas.comment_hidden", "ideas.warned"]


def test_upheld_about_an_item_hides_it_and_stops_its_author(coordinator: Person, reader: Person) -> None:
    author = UserFactory()
    item = ItemFactory(author=author)
    made = report(reader, item)
    last = timezone.localdate() + timedelta(days=7)
    services.uphold_report(
        report=made,
        actor=coordinator.viewer,
        consequences=Consequences(hide=True, sanction=SanctionKind.BLOCK, until=last, reason="Advertising"),
    )
    item.refresh_from_db()
    assert item.state == ItemState.HIDDEN
    assert Sanction.objects.get(user=author).until == last


def test_what_cannot_be_done_leaves_everything_as_it_was(coordinator: Person, reader: Person) -> None:
    made = report(reader, ItemFactory())
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(InvalidInput):
        services.uphold_report(
            report=made,
            actor=coordinator.viewer,
            consequences=Consequences(hide=True, sanction=SanctionKind.BLOCK, until=yesterday, reason="No"),
        )
    made.refresh_from_db()
    assert (made.state, made.item.state) == (ReportState.OPEN, ItemState.PUBLISHED)


def test_it_is_decided_once(coordinator: Person, reader: Person) -> None:
    made = report(reader, ItemFactory())
    services.dismiss_report(report=made, actor=coordinator.viewer, reason="Nothing wrong with it")
    with pytest.raises(StateConflict):
        services.dismiss_report(report=made, actor=coordinator.viewer)


def test_readers_and_owners_see_no_reports(reader: Person, owner: Person, guest: Any) -> None:
    made = ReportFactory(item=ItemFactory(organisation=owner.organisation), reporter=reader.user)
    for viewer in (reader.viewer, owner.viewer, guest):
        assert not selectors.reports(viewer)
        with pytest.raises(NotVisible):
            services.dismiss_report(report=made, actor=viewer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(
    coordinator: Person, count: int, django_assert_num_queries: Any
) -> None:
    for comment in CommentFactory.create_batch(count):
        ReportFactory(item=comment.item, comment=comment)
        ReportFactory(item=comment.item)
    viewer = coordinator.viewer
    with django_assert_num_queries(3):
        assert len(selectors.cases_of(list(selectors.open_cases(viewer)))) == count * 2
