"""What events give to the meter of links."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clusterkit.directory.hooks import LinkRow, LinksPeriod
from clusterkit.directory.models import Organisation
from clusterkit.events.enums import RegistrationState
from clusterkit.events.links import event_links
from clusterkit.events.models import Event, Registration
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.events import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
MINSK = ZoneInfo("Europe/Minsk")
PERIOD = LinksPeriod(datetime(2020, 1, 1, tzinfo=MINSK), datetime(2100, 1, 1, tzinfo=MINSK), MINSK)


def come(
    event: Event, organisation: Organisation | None, number: int, state: str = RegistrationState.ATTENDED
) -> set[int]:
    made = [RegistrationFactory(event=event, organisation=organisation, state=state) for _index in range(number)]
    return {row.user_id for row in made}


def rows() -> list[LinkRow]:
    [links] = event_links(PERIOD)
    return list(links.rows)


def test_each_two_who_attended_are_a_link() -> None:
    event, first, second = EventFactory(), OrganisationFactory(), OrganisationFactory()
    some, others = come(event, first, 3), come(event, second, 2)
    by_pair = {tuple(sorted({row.first_id, row.second_id})): row for row in rows()}
    across = by_pair[tuple(sorted({first.pk, second.pk}))]
    assert (across.number, set(across.people)) == (6, some | others)
    assert (by_pair[(first.pk,)].number, set(by_pair[(first.pk,)].people)) == (3, some)
    assert by_pair[(second.pk,)].number == 1


@pytest.mark.parametrize("state", [state for state in RegistrationState.values if state not in ("attended", "offered")])
def test_who_did_not_attend_met_nobody(state: str) -> None:
    event = EventFactory()
    come(event, OrganisationFactory(), 2)
    come(event, OrganisationFactory(), 2, state)
    assert [row.number for row in rows()] == [1]


def test_who_came_for_nobody_links_nobody() -> None:
    event = EventFactory()
    come(event, None, 3)
    assert rows() == []


def test_the_quarter_is_that_of_the_event() -> None:
    event = EventFactory()
    come(event, OrganisationFactory(), 2)
    starts = datetime(2026, 4, 1, 0, 30, tzinfo=MINSK)
    Event.objects.filter(pk=event.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    [row] = rows()
    assert (row.when.year, row.when.month) == (2026, 4)


def test_one_statement_whatever_the_number_of_events(django_assert_num_queries: Any) -> None:
    for _index in range(3):
        come(EventFactory(starts_at=timezone.now()), OrganisationFactory(), 2)
    with django_assert_num_queries(1):
        event_links(PERIOD)


def test_guests_who_have_no_account_are_no_people_of_the_meter() -> None:
    event, organisation = EventFactory(), OrganisationFactory()
    come(event, organisation, 2)
    host = RegistrationFactory(event=event, state=RegistrationState.ATTENDED)
    for number in range(2):
        Registration.objects.create(
            event=event,
            host=host,
            organisation=organisation,
            name=f"Guest {number}",
            mode="on_site",
            state=RegistrationState.ATTENDED,
        )
    [row] = rows()
    assert (row.number, None in row.people) == (1, False)
