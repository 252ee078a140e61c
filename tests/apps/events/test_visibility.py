"""Who may know of what, on every surface; and nothing crosses from one cluster to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone, translation

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports, surfaces
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events import receivers, services
from clusterkit.events.actions import VIEW, VIEW_REGISTRATION
from clusterkit.events.enums import EventState, MaterialAudience, RegistrationState
from clusterkit.events.models import Event, Material, Registration, Session, Speaker
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.exceptions import CrossTenantError
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.events import (
    EventFactory,
    HybridEventFactory,
    RegistrationFactory,
    SpeakerFactory,
)
from clusterkit.testing.factories.events_organiser import MaterialFactory, SessionFactory
from tests.apps.events.conftest import person_of

R = RegistrationState
Join = Callable[..., Registration]
pytestmark = pytest.mark.django_db


def all_sorts() -> list[Event]:
    """An event of each visibility in each state, with its parts and a registration."""
    events: list[Event] = []
    for tier in ("guest", "registered", "member"):
        for state in EventState.values:
            event: Event = EventFactory(visibility=tier, state=state, title={"en": f"Canary {tier} {state}"})
            SpeakerFactory(event=event)
            SessionFactory(event=event)
            RegistrationFactory(event=event)
            for audience in MaterialAudience.values:
                MaterialFactory(event=event, audience=audience)
            events.append(event)
    return events


def viewers() -> list[Viewer]:
    """One of each tier; the guest first."""
    from django.contrib.auth.models import AnonymousUser

    return [viewer_of(user) for user in (AnonymousUser(), UserFactory(), MemberFactory(), CoordinatorFactory())]


def test_for_each_object_and_tier_the_policy_and_the_list_agree() -> None:
    all_sorts()
    own = RegistrationFactory()
    for viewer in [*viewers(), viewer_of(person_of(own))]:
        for model, action in (
            (Event, VIEW),
            (Speaker, VIEW),
            (Session, VIEW),
            (Material, VIEW),
            (Registration, VIEW_REGISTRATION),
        ):
            policy: Any = policy_of(model)
            listed = set(policy.visible_to(viewer).values_list("pk", flat=True))
            single = {row.pk for row in model._default_manager.all() if policy.can(viewer, action, row)}
            assert listed == single, (viewer.tier, model)


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        (None, {"guest"}),
        (UserFactory, {"guest", "registered"}),
        (MemberFactory, {"guest", "registered", "member"}),
    ],
)
def test_no_surface_tells_more_than_the_tier(client_for: Any, user: Any, seen: set[str]) -> None:
    events = all_sorts()
    person = user() if user else None
    client = client_for(person)
    allowed = {f"Canary {tier} {state}" for tier in seen for state in ("published", "cancelled", "ended")}
    everything = {str(event.title["en"]) for event in events}

    def told(content: str) -> set[str]:
        return {title for title in everything if title in content}

    for path in ("/events/", "/api/v1/events/", "/events/calendar.ics", "/events/?q=canary"):
        assert told(client.get(path).content.decode()) == allowed, path
    for path in ("/", "/search/?q=canary", "/events/past/"):
        response = client.get(path)
        if response.status_code == 200:
            assert told(response.content.decode()) <= allowed, path
    viewer = viewer_of(person) if person else viewers()[0]
    group = receivers.in_search(surfaces.SearchPayload(viewer, "canary", 20))
    assert group is not None
    assert {hit.title for hit in group.hits} == allowed
    for event in events:
        expected = 200 if event.title["en"] in allowed else 404
        for path in (f"/events/{event.pk}/", f"/events/{event.pk}/event.ics", f"/api/v1/events/{event.pk}/"):
            assert client.get(path).status_code == expected


def test_two_clusters_with_equal_keys_stay_apart(client_for: Any, alpha: Cluster, beta: Cluster) -> None:
    ours = HybridEventFactory(title={"en": "Canary alpha"})
    row = RegistrationFactory(event=ours, name="Person alpha")
    with cluster_context(beta):
        theirs = HybridEventFactory(title={"en": "Canary beta"}, pk=ours.pk)
        other = RegistrationFactory(event=theirs, name="Person beta", pk=row.pk)
        office = CoordinatorFactory()
        with pytest.raises(CrossTenantError):
            services.cancel_registration(actor=viewer_of(office), registration=row)
        beta_client = client_for(office, host="beta.testserver")
    for path in (f"/events/{ours.pk}/", "/events/", f"/api/v1/events/{ours.pk}/", "/events/calendar.ics"):
        ours_text = client_for().get(path).content.decode()
        theirs_text = client_for(host="beta.testserver").get(path).content.decode()
        assert "Canary alpha" in ours_text
        assert "Canary beta" not in ours_text
        assert "Canary beta" in theirs_text
        assert "Canary alpha" not in theirs_text
    assert f"@{alpha.schema_name}." in client_for().get("/events/calendar.ics").content.decode().replace("\r\n ", "")
    listing = beta_client.get(f"/events/{ours.pk}/registrations/").content.decode()
    assert "Person beta" in listing
    assert "Person alpha" not in listing
    with cluster_context(beta):
        services.cancel_registration(actor=viewer_of(office), registration=other)
    assert Registration.objects.get(pk=row.pk).state == R.CONFIRMED


def test_home_board_and_own_page_get_their_blocks(join: Join, office: Viewer) -> None:
    event = HybridEventFactory(capacity_on_site=1, capacity_online=1, offer_hours=5)
    first, second = join(event), join(event)
    services.cancel_registration(actor=viewer_of(person_of(first)), registration=first)
    approval = EventFactory(needs_approval=True)
    join(approval)
    payload = surfaces.ViewerPayload(viewer_of(person_of(second)))
    (task,) = receivers.tasks_of_person(payload)
    assert "offered" in str(task.title)
    for block in (
        receivers.on_home(payload),
        receivers.on_own_page(payload),
        receivers.on_board(surfaces.ViewerPayload(office)),
    ):
        assert block is not None
        assert str(event.title) in render_to_string(block.template, block.context)
    tasks = receivers.tasks_of_office(surfaces.ViewerPayload(office))
    assert {task.url for task in tasks} == {
        f"/events/{event.pk}/registrations/",
        f"/events/{approval.pk}/registrations/?state=pending",
    }
    assert receivers.tasks_of_office(payload) == ()
    assert receivers.on_board(payload) is None


def test_who_brings_a_guest_reads_of_the_place_offered_to_him(join: Join, office: Viewer) -> None:
    event = HybridEventFactory(capacity_on_site=2, offer_hours=5, guests_allowed=1)
    seated, host, other = join(event), join(event, actor=viewer_of(MemberFactory())), join(event)
    guest = services.bring_guest(
        actor=viewer_of(person_of(host)), registration=host, name="Guest by name", mode="on_site"
    )
    services.cancel_registration(actor=office, registration=seated)
    services.decline_offer(actor=viewer_of(person_of(other)), registration=Registration.objects.get(pk=other.pk))
    guest.refresh_from_db()
    assert guest.state == R.OFFERED
    (task,) = receivers.tasks_of_person(surfaces.ViewerPayload(viewer_of(person_of(host))))
    assert "Guest by name" in str(task.title)
    assert task.url == guest.get_absolute_url()
    assert receivers.tasks_of_person(surfaces.ViewerPayload(viewer_of(person_of(other)))) == []


def test_an_event_that_is_near_is_named_on_one_s_own_page(join: Join) -> None:
    event = EventFactory()
    row = join(event)
    payload = surfaces.ViewerPayload(viewer_of(person_of(row)))
    assert receivers.tasks_of_person(payload) == []
    with time_machine.travel(event.starts_at - timedelta(hours=20), tick=False):
        (task,) = receivers.tasks_of_person(payload)
    assert "Soon" in str(task.title)


def test_an_organisation_shows_its_events() -> None:
    from clusterkit.directory.hooks import OrganisationPage

    organisation = OrganisationFactory()
    event = EventFactory(organiser=organisation)
    EventFactory(organiser=organisation, visibility="member", title={"en": "Members only"})
    guest: Actor = viewers()[0]
    block = receivers.on_organisation(OrganisationPage(guest, organisation, is_own=False))
    assert block is not None
    shown = render_to_string(block.template, block.context)
    assert str(event.title) in shown
    assert "Members only" not in shown


def test_every_notice_has_words_for_its_values(join: Join, office: Viewer, sent: list[ports.Notice]) -> None:
    event = HybridEventFactory(
        capacity_on_site=1, capacity_online=1, offer_hours=2, title={"en": "Launch", "ru": "Запуск"}
    )
    first, second = join(event), join(event)
    join(event, online_meanwhile=True)
    services.cancel_registration(actor=office, registration=first, reason="Wrong day")
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        services.run_due()
    services.update_event(actor=office, event=event, values={"capacity_on_site": 5})
    approval = EventFactory(needs_approval=True)
    services.approve_registration(actor=office, registration=join(approval))
    services.reject_registration(actor=office, registration=join(approval), reason="Full of laboratories")
    services.update_event(actor=office, event=event, values={"place": "Other hall"})
    services.cancel_event(actor=office, event=event, reason="Snow")
    single = EventFactory(capacity_on_site=1)
    leaving = join(single)
    join(single)
    services.cancel_registration(actor=viewer_of(person_of(leaving)), registration=leaving)
    kinds = {notice.kind.code for notice in sent}
    assert kinds == {
        f"events.{name}"
        for name in [
            "received",
            "confirmed",
            "queued",
            "promoted",
            "offered",
            "offer_expired",
            "rejected",
            "registration_cancelled",
            "event_changed",
            "event_cancelled",
            "requested",
        ]
    }
    for notice in sent:
        context = {**notice.context, "url": "https://alpha.example.org/x", "cluster_name": "A", "recipient_name": "B"}
        with translation.override("en"):
            subject = render_to_string(f"{notice.kind.template}.subject.txt", context)
            body = render_to_string(f"{notice.kind.template}.txt", context)
        assert subject.strip()
        assert "\n" not in subject.strip()
        assert "https://alpha.example.org/x" in body
        if notice.context.get("reason") and notice.kind.code != "events.event_changed":
            assert notice.context["reason"] in body
    assert second.pk
