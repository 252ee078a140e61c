"""Guests whom a participant brings by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.accounts.hooks import PersonalData, personal_data
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StateConflict
from clusterkit.events import services
from clusterkit.events.enums import RegistrationState
from clusterkit.events.models import Registration
from clusterkit.events.selectors import attendees
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.events import EventFactory
from clusterkit.testing.factories.events_guests import GuestFactory
from clusterkit.testing.factories.membership import MembershipFactory
from tests.apps.events.conftest import person_of

R = RegistrationState
Join = Callable[..., Registration]
pytestmark = pytest.mark.django_db


def a_member() -> Viewer:
    """A person of the tier that may bring guests."""
    return viewer_of(AffiliationFactory(organisation=MembershipFactory().organisation).user)


@pytest.fixture
def member(db: None) -> Viewer:
    """One of them."""
    return a_member()


def states(*rows: Registration) -> list[str]:
    """Where they stand now."""
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def test_a_guest_stands_behind_everybody_who_waits(
    join: Join, member: Viewer, office: Viewer, sent: list[ports.Notice]
) -> None:
    event = EventFactory(capacity_on_site=1, guests_allowed=2)
    host, other = join(event, actor=member), join(event)
    sent.clear()
    guest = services.bring_guest(actor=member, registration=host, name=" Guest One ", organisation="Works")
    assert (guest.state, guest.name, guest.organisation_label, guest.user_id) == (
        R.WAITLISTED,
        "Guest One",
        "Works",
        None,
    )
    assert [(notice.kind.code, notice.recipients, notice.context["guest"]) for notice in sent] == [
        ("events.queued", [member.user_id], "Guest One")
    ]
    services.update_event(actor=office, event=event, values={"capacity_on_site": 2})
    assert states(other, guest) == [R.CONFIRMED, R.WAITLISTED]
    services.cancel_registration(actor=viewer_of(person_of(other)), registration=other)
    assert states(guest) == [R.CONFIRMED]
    assert sent[-1].kind.code == "events.promoted"
    assert sent[-1].recipients == [member.user_id]


def test_who_registers_may_name_guests_at_once(join: Join, member: Viewer) -> None:
    event = EventFactory(capacity_on_site=2, guests_allowed=2)
    host = join(event, actor=member, guests=[{"name": "A"}, {"name": "B", "organisation": "Works"}])
    assert list(host.guests.order_by("pk").values_list("name", "state")) == [("A", R.CONFIRMED), ("B", R.WAITLISTED)]
    with pytest.raises(InvalidInput) as caught:
        join(event, actor=a_member(), guests=[{"name": str(number)} for number in range(3)])
    assert caught.value.field == "guests"


def test_guests_go_with_who_brings_them_and_one_goes_alone(join: Join, member: Viewer) -> None:
    event = EventFactory(capacity_on_site=3, guests_allowed=2)
    host = join(event, actor=member, guests=[{"name": "A"}, {"name": "B"}])
    first, second = host.guests.order_by("pk")
    waiting, next_one = join(event), join(event)
    services.cancel_registration(actor=member, registration=first)
    assert states(host, first, second, waiting) == [R.CONFIRMED, R.CANCELLED, R.CONFIRMED, R.CONFIRMED]
    services.cancel_registration(actor=member, registration=host)
    assert states(host, second, next_one) == [R.CANCELLED, R.CANCELLED, R.CONFIRMED]


def test_the_offer_of_a_guest_is_answered_by_who_brings_him(
    join: Join, member: Viewer, person: Any, client_for: Any
) -> None:
    event = EventFactory(capacity_on_site=2, guests_allowed=1, offer_hours=24)
    host, other = join(event, actor=member), join(event)
    guest = services.bring_guest(actor=member, registration=host, name="Guest")
    services.cancel_registration(actor=viewer_of(person_of(other)), registration=other)
    assert states(guest) == [R.OFFERED]
    guest.refresh_from_db()
    page = client_for(get_user_model()._default_manager.get(pk=member.user_id)).get(guest.get_absolute_url())
    assert f"/events/registrations/{guest.pk}/accept/" in page.content.decode()
    with pytest.raises(NotVisible):
        services.accept_offer(actor=person(), registration=guest)
    assert services.accept_offer(actor=member, registration=guest).state == R.CONFIRMED


def test_who_may_bring_guests(join: Join, member: Viewer, person: Any) -> None:
    event = EventFactory(guests_allowed=1)
    plain = person()
    with pytest.raises(NotPermitted):
        services.bring_guest(actor=plain, registration=join(event, actor=plain), name="Guest")
    host = join(event, actor=member)
    guest = services.bring_guest(actor=member, registration=host, name="Guest")
    with pytest.raises(InvalidInput):
        services.bring_guest(actor=member, registration=host, name="One too many")
    with pytest.raises(NotPermitted):
        services.bring_guest(actor=member, registration=guest, name="Guest of a guest")
    services.cancel_registration(actor=member, registration=guest)
    with pytest.raises(InvalidInput):
        services.bring_guest(actor=member, registration=host, name=" ")
    services.cancel_registration(actor=member, registration=host)
    with pytest.raises(StateConflict):
        services.bring_guest(actor=member, registration=host, name="Guest")


def test_guests_are_in_the_archive_of_who_brings_them_and_go_with_him(
    join: Join, member: Viewer, office: Viewer
) -> None:
    event = EventFactory(guests_allowed=1)
    host = join(event, actor=member, consent="name")
    guest = services.bring_guest(actor=member, registration=host, name="Named Guest")
    assert [row.name for row in attendees(office, event) or ()] == [host.name], "guests are not listed"
    with pytest.raises(InvalidInput):
        services.set_consent(actor=member, registration=guest, consent="name")
    sections = [part for found in personal_data.collect(PersonalData(member)) for part in found]
    mine = next(part for part in sections if part.name == "event_guests")
    assert [row["name"] for row in mine.rows] == ["Named Guest"]
    erase_person(user_id=member.user_id or 0, actor=office)
    guest.refresh_from_db()
    assert guest.state == R.CANCELLED
    assert "Named" not in guest.name


def test_a_guest_made_for_tests_belongs_to_a_participant() -> None:
    guest = GuestFactory()
    assert guest.host is not None
    assert guest.host.event == guest.event
    assert guest.user is None
