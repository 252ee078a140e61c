"""After an event: who is asked how it was and when, what the organisers read, what became of it in numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StateConflict
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import Event, Feedback, Registration
from clusterkit.events.selectors.feedback import feedback_of
from clusterkit.events.selectors.summary import event_summary
from clusterkit.events.services.feedback import ask_for_feedback, export_feedback, give_feedback
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.events import RegistrationFactory
from clusterkit.testing.factories.events_meetings import FeedbackFactory, PastEventFactory
from tests.apps.events.conftest import person_of

R = RegistrationState
pytestmark = pytest.mark.django_db


def came(event: Event, state: str = R.ATTENDED, **kwargs: Any) -> Registration:
    """Somebody who registered for *event*."""
    row: Registration = RegistrationFactory(event=event, state=state, **kwargs)
    return row


def who(row: Registration) -> Viewer:
    """The person of *row*."""
    assert row.user is not None
    return viewer_of(person_of(row))


def say(row: Registration, rating: int | None = 4, **kwargs: Any) -> Feedback:
    """The person of *row* says how it was."""
    return give_feedback(actor=who(row), registration=row, rating=rating, **kwargs)


def test_who_was_there_is_asked_once_however_often_the_worker_comes_by(sent: list[ports.Notice]) -> None:
    event = PastEventFactory()
    there = came(event)
    came(event, R.CONFIRMED)
    came(event, R.NO_SHOW)
    assert [ask_for_feedback(), ask_for_feedback()] == [1, 0]
    assert [notice.recipients for notice in sent] == [[there.user_id]]
    assert sent[0].path == f"/events/registrations/{there.pk}/feedback/"


def test_where_nobody_was_checked_in_everybody_with_a_place_is_asked(sent: list[ports.Notice]) -> None:
    event = PastEventFactory()
    rows = [came(event, R.CONFIRMED) for _number in range(2)]
    came(event, R.CANCELLED)
    ask_for_feedback()
    assert [notice.recipients for notice in sent] == [[row.user_id] for row in rows]


@pytest.mark.parametrize(
    "values",
    [
        {"asks_feedback": False},
        {"state": EventState.CANCELLED},
        {"ends_at": timezone.now() - timedelta(minutes=5)},
        {"starts_at": timezone.now() - timedelta(days=20)},
    ],
    ids=["not wanted", "cancelled", "just over", "long over"],
)
def test_nobody_is_asked_about_other_events(values: dict[str, Any], sent: list[ports.Notice]) -> None:
    came(PastEventFactory(**values))
    assert ask_for_feedback() == 0
    assert sent == []


def test_one_answers_once_and_may_change_it_for_two_weeks() -> None:
    row = came(PastEventFactory())
    say(row, 3, text="Long")
    say(row, 5, text="Good", answers={"next_topic": "Sensors"})
    given = Feedback.objects.get()
    assert (given.rating, given.text, given.answers) == (5, "Good", {"next_topic": "Sensors"})
    assert given.form_version is not None
    with pytest.raises(InvalidInput):
        say(row, 6)
    Event.objects.update(starts_at=timezone.now() - timedelta(days=15), ends_at=timezone.now() - timedelta(days=14))
    row.refresh_from_db()
    with pytest.raises(StateConflict):
        say(Registration.objects.get(pk=row.pk), 1)


def test_nobody_answers_for_somebody_else_or_without_having_been_there(office: Viewer) -> None:
    event = PastEventFactory()
    row, absent = came(event), came(event, R.NO_SHOW)
    with pytest.raises(NotPermitted):
        give_feedback(actor=office, registration=row, rating=5)
    with pytest.raises(NotVisible):
        give_feedback(actor=viewer_of(UserFactory()), registration=row, rating=5)
    with pytest.raises(StateConflict):
        say(absent)


def test_fewer_than_five_answers_are_read_by_nobody(office: Viewer) -> None:
    event = PastEventFactory()
    rows = [came(event) for _number in range(5)]
    for number, row in enumerate(rows[:4], 1):
        say(row, number, text=f"Said {number}")
    few = feedback_of(office, event)
    assert few is not None
    assert (few.number, few.average, few.spread, few.opinions) == (4, None, {}, [])
    with pytest.raises(StateConflict):
        export_feedback(actor=office, event=event)
    say(rows[4], 5, text="=Said 5")
    enough = feedback_of(office, event)
    assert enough is not None
    assert (enough.average, dict(enough.spread)) == (3.0, {1: 1, 2: 1, 3: 1, 4: 1, 5: 1})
    texts = [opinion.text for opinion in enough.opinions]
    assert sorted(texts) == ["=Said 5", "Said 1", "Said 2", "Said 3", "Said 4"]
    again = feedback_of(office, event)
    assert again is not None
    assert [opinion.text for opinion in again.opinions] == texts
    table = export_feedback(actor=office, event=event)
    assert "Said 3" in table
    assert "'=Said 5" in table
    assert not any(row.name in table for row in rows)
    assert feedback_of(who(rows[0]), event) is None


def test_the_summary_counts_who_came_and_who_met_for_the_first_time(office: Viewer) -> None:
    first, second, third = (OrganisationFactory() for _number in range(3))
    earlier = PastEventFactory(starts_at=timezone.now() - timedelta(days=30))
    for organisation in (first, second):
        came(earlier, organisation=organisation)
    event = PastEventFactory()
    host = came(event, organisation=first)
    for organisation in (second, third):
        came(event, organisation=organisation)
    Registration.objects.create(event=event, host=host, name="Guest", mode="on_site", state=R.ATTENDED)
    came(event, R.NO_SHOW)
    came(event, R.WAITLISTED)
    found = event_summary(office, event)
    assert found is not None
    assert (found.registered, found.seated, found.came, found.guests_came) == (6, 5, 4, 1)
    assert (found.no_show_percent, len(found.organisations), found.new_links) == (20, 3, 2)
    assert event_summary(who(host), event) is None


def test_pages_of_the_time_after(client_for: Any) -> None:
    event = PastEventFactory(recording_url="https://video.example.org/tape")
    row = came(event)
    client = client_for(row.user)
    page = client.get(f"/events/{event.pk}/").content.decode()
    assert "https://video.example.org/tape" in page
    address = f"/events/registrations/{row.pk}/feedback/"
    assert address in page
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"event.text": "Good coffee"})
    assert wrong.status_code == 422
    assert "Good coffee" in wrong.content.decode()
    assert client.post(address, {"event.rating": "5", "event.text": "Good coffee"}).status_code == 302
    assert Feedback.objects.get().text == "Good coffee"
    assert "https://video.example.org" not in client_for().get(f"/events/{event.pk}/").content.decode()
    summary = f"/events/{event.pk}/summary/"
    assert client.get(summary).status_code != 200
    coordinator = client_for(CoordinatorFactory())
    few = coordinator.get(summary).content.decode()
    assert "Good coffee" not in few
    for number in range(4):
        FeedbackFactory(registration=came(event), text=f"Other {number}")
    shown = coordinator.get(summary).content.decode()
    assert "Good coffee" in shown
    assert row.name not in shown
    assert coordinator.get(f"/events/{event.pk}/feedback.csv").status_code == 200


def test_the_api_takes_what_one_says(client_for: Any) -> None:
    row = came(PastEventFactory())
    client = client_for(row.user)
    address = f"/api/v1/registrations/{row.pk}/feedback/"
    assert client.get(address).status_code == 404
    body = {"rating": 4, "text": "Good", "answers": {"next_topic": "Sensors"}}
    assert client.put(address, body, content_type="application/json").status_code == 200
    assert client.get(address).json() == body
    assert client.put(address, {"rating": 9}, content_type="application/json").status_code == 400
