"""Who sees what: object and list agree, nothing leaks through any surface, clusters stay apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.access.models import Grant, Rule
from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import surfaces as site
from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import COORDINATOR, MEMBER, SystemActor, policy_of, visible_to
from clusterkit.directory.hooks import OrganisationPage
from clusterkit.ideas import services, surfaces
from clusterkit.ideas.enums import PUBLIC_STATES, InterestState, ItemMode, ItemState
from clusterkit.ideas.models import (
    Attachment,
    Comment,
    Follow,
    Interest,
    InterestMessage,
    Item,
    Outcome,
)
from clusterkit.ideas.receivers import may_read_attachment, on_worker_tick
from clusterkit.ideas.selectors import item_view, listed
from clusterkit.ideas.transitions import ITEM
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.exceptions import CrossTenantError
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import (
    CommentFactory,
    DraftFactory,
    FollowFactory,
    InterestFactory,
    InterestMessageFactory,
    ItemFactory,
    OutcomeFactory,
)
from clusterkit.testing.plugin import BETA_HOST
from tests.apps.ideas.conftest import Make, Person

pytestmark = pytest.mark.django_db
MODELS: tuple[type[models.Model], ...] = (Item, Comment, Attachment, Outcome, Follow, Interest, InterestMessage)


@pytest.fixture
def crowd(owner: Person, answerer: Person, reader: Person, coordinator: Person, person: Make) -> list[Viewer]:
    """Everybody who may look."""
    partial = person(tier=COORDINATOR, organisation=owner.organisation)
    people = [
        owner,
        answerer,
        reader,
        coordinator,
        partial,
        person(tier=MEMBER),
        person(organisation=OrganisationFactory()),
    ]
    return [viewer_of(AnonymousUser()), *(one.viewer for one in people)]


def fill(owner: Person, answerer: Person) -> None:
    """Items in every state and mode, current and overdue, of shown and hidden organisations, with all that belongs."""
    yesterday = timezone.localdate() - timedelta(days=1)
    hidden = OrganisationFactory(is_published=False)
    for state in ItemState:
        for mode in ItemMode:
            item = ItemFactory(organisation=owner.organisation, author=owner.user, state=state, mode=mode)
            CommentFactory(item=item, author=answerer.user)
            FollowFactory(item=item, user=answerer.user)
            OutcomeFactory(item=item)
            talk = InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user)
            InterestMessageFactory(interest=talk)
            ItemFactory(state=state, mode=mode)
    ItemFactory(organisation=hidden)
    ItemFactory(valid_until=yesterday)
    overdue = ItemFactory(organisation=owner.organisation, valid_until=yesterday)
    InterestFactory(item=overdue, organisation=answerer.organisation)
    OutcomeFactory(
        item=ItemFactory(organisation=owner.organisation, state=ItemState.FULFILLED),
        interest=InterestFactory(organisation=answerer.organisation),
    )


@pytest.mark.parametrize(
    "rule", [None, ("ideas.read", "guest"), ("ideas.view", "member"), ("ideas.view_closed", "registered")]
)
def test_the_object_and_the_list_agree(
    owner: Person, answerer: Person, crowd: list[Viewer], rule: tuple[str, str] | None
) -> None:
    fill(owner, answerer)
    if rule is not None:
        Rule.objects.create(action=rule[0], tier=rule[1])
    viewers: list[Any] = [viewer_of(viewer.user) for viewer in crowd]
    for viewer in [*viewers, SystemActor()]:
        for model in MODELS:
            policy = policy_of(model)
            seen = set(visible_to(viewer, model._default_manager.all()).values_list("pk", flat=True))
            for row in model._default_manager.all():
                assert policy.can(viewer, policy.view, row) == (row.pk in seen), (viewer, model, row)


def test_guests_know_current_open_items_only(owner: Person, answerer: Person, guest: Viewer) -> None:
    fill(owner, answerer)
    seen = list(visible_to(guest, Item.objects.all()))
    assert {item.state for item in seen} == {state.value for state in PUBLIC_STATES}
    assert all(item.mode != ItemMode.MEMBERS and not item.is_overdue for item in seen)


def test_who_loses_the_tier_loses_the_closed_items_at_once(person: Make) -> None:
    item = ItemFactory(mode=ItemMode.MEMBERS)
    member = person(tier=MEMBER)
    assert visible_to(member.viewer, Item.objects.all()).get() == item
    Grant.objects.filter(user=member.user).delete()
    assert not visible_to(member.viewer, Item.objects.all()).exists()


SECRET = "zirconium"


@pytest.fixture
def secrets(owner: Person) -> list[Item]:
    """Three things a guest may not know: a text, an item for members, a draft."""
    return [
        ItemFactory(title="Known", summary="Known summary", body=f"Closed {SECRET}"),
        ItemFactory(title=f"Members {SECRET}", mode=ItemMode.MEMBERS, kind="offer"),
        DraftFactory(title=f"Draft {SECRET}", organisation=owner.organisation),
    ]


def test_no_surface_tells_a_guest_what_is_closed(
    secrets: list[Item], client_for: Callable[..., Client], guest: Viewer
) -> None:
    client = client_for()
    api = reverse("clusterkit_ideas_api:item-list")
    pages = [
        reverse("clusterkit_ideas:list"),
        reverse("clusterkit_ideas:list", query={"q": SECRET}),
        reverse("clusterkit_ideas:feed"),
        api,
        f"{api}?q={SECRET}",
        *(item.get_absolute_url() for item in secrets),
        *(reverse("clusterkit_ideas_api:item-detail", args=[item.pk]) for item in secrets),
    ]
    for url in pages:
        text = client.get(url).content.decode()
        for words in ("Closed", "Members", "Draft"):
            assert f"{words} {SECRET}" not in text.replace("\xa0", " "), url
    found = client.get(api, {"q": SECRET}).json()["results"]
    assert found == []
    tabs = client.get(reverse("clusterkit_ideas:list")).context["tabs"]
    # Kinds without items that he may know of are no tabs.
    assert [tab.count for tab in tabs] == [1, 1]
    assert surfaces.search(site.SearchPayload(guest, SECRET)) is None
    home = surfaces.home(site.ViewerPayload(guest))
    assert home is not None
    assert [(str(kind.label), kind.count) for kind in home.context["kinds"]] == [("Requests", 1)]
    for closed in secrets[1:]:
        assert client.get(closed.get_absolute_url()).status_code == 404
        assert client.get(reverse("clusterkit_ideas_api:item-detail", args=[closed.pk])).status_code == 404


def test_readers_find_by_the_text_and_members_see_theirs(secrets: list[Item], reader: Person, person: Make) -> None:
    group = surfaces.search(site.SearchPayload(reader.viewer, SECRET))
    assert group is not None
    assert [hit.title for hit in group.hits] == ["Known"]
    group = surfaces.search(site.SearchPayload(person(tier=MEMBER).viewer, SECRET))
    assert group is not None
    assert len(group.hits) == 2


def test_a_cluster_that_closes_the_exchange_closes_every_surface(
    client_for: Callable[..., Client], guest: Viewer
) -> None:
    ItemFactory()
    Rule.objects.create(action="ideas.view", tier=MEMBER)
    stranger = viewer_of(AnonymousUser())
    payload = site.ViewerPayload(stranger)
    assert surfaces.home(payload) is None
    assert surfaces.search(site.SearchPayload(stranger, "Request")) is None
    assert client_for().get(reverse("clusterkit_ideas:feed")).status_code == 302
    assert client_for().get(reverse("clusterkit_ideas_api:item-list")).status_code in (401, 403)


def test_what_needs_the_owner_stands_among_his_tasks(owner: Person, answerer: Person, guest: Viewer) -> None:
    today = timezone.localdate()
    own: dict[str, Any] = {"organisation": owner.organisation, "author": owner.user}
    InterestFactory(item=ItemFactory(title="Answered", **own))
    ItemFactory(title="Ending", valid_until=today + timedelta(days=2), **own)
    ItemFactory(title="Over", valid_until=today - timedelta(days=2), **own)
    ItemFactory(title="Back", state=ItemState.CHANGES_REQUESTED, **own)
    old = ItemFactory(title="Talks", state=ItemState.IN_TALKS, **own)
    Item.objects.filter(pk=old.pk).update(state_changed_at=timezone.now() - timedelta(days=40))
    titles = [str(task.title) for task in surfaces.tasks(site.ViewerPayload(owner.viewer))]
    assert len(titles) == 5
    for name in ("Answered", "Ending", "Over", "Back", "Talks"):
        assert any(name in title for title in titles), name
    InterestFactory(item=ItemFactory(title="Asked"), organisation=answerer.organisation, state=InterestState.MORE_INFO)
    assert "Asked" in str(surfaces.tasks(site.ViewerPayload(answerer.viewer))[0].title)
    assert not surfaces.tasks(site.ViewerPayload(guest))


def test_the_office_sees_what_waits_and_the_figures(coordinator: Person, reader: Person, owner: Person) -> None:
    ItemFactory(title="Waiting", state=ItemState.IN_REVIEW)
    assert ["Waiting" in str(task.title) for task in surfaces.office_tasks(site.ViewerPayload(coordinator.viewer))] == [
        True
    ]
    assert surfaces.board(site.ViewerPayload(coordinator.viewer)) is not None
    for other in (reader, owner):
        assert not surfaces.office_tasks(site.ViewerPayload(other.viewer))
        assert surfaces.board(site.ViewerPayload(other.viewer)) is None


def test_members_are_offered_to_write(owner: Person, reader: Person) -> None:
    assert surfaces.primary_action(site.ViewerPayload(owner.viewer)) is not None
    assert surfaces.own_block(site.ViewerPayload(owner.viewer)) is not None
    assert surfaces.primary_action(site.ViewerPayload(reader.viewer)) is None
    assert surfaces.own_block(site.ViewerPayload(reader.viewer)) is None


def test_an_organisations_page_shows_its_open_items(guest: Viewer) -> None:
    item = ItemFactory()
    ItemFactory(organisation=item.organisation, mode=ItemMode.MEMBERS)
    block = surfaces.organisation_panel(OrganisationPage(guest, item.organisation, False))
    assert block is not None
    assert [row.title for row in block.context["rows"]] == [item.title]
    assert surfaces.organisation_panel(OrganisationPage(guest, OrganisationFactory(), False)) is None


def test_the_worker_closes_what_is_over(db: None) -> None:
    item = ItemFactory(valid_until=timezone.localdate() - timedelta(days=1))
    on_worker_tick(object())  # type: ignore[arg-type]
    item.refresh_from_db()
    assert item.state == ItemState.EXPIRED


def test_a_file_that_belongs_to_nothing_is_open_to_nobody(coordinator: Person) -> None:
    from clusterkit.files.models import StoredFile

    stray = StoredFile.objects.create(
        purpose="ideas.attachment", key="k", name="n", content_type="x", size=1, sha256="0"
    )
    assert not may_read_attachment(coordinator.viewer, stray)


def test_two_clusters_with_equal_keys_stay_apart(
    alpha: Cluster, beta: Cluster, client_for: Callable[..., Client]
) -> None:
    here = ItemFactory(title="Canary-alpha", body="text of alpha")
    CommentFactory(item=here, text="comment of alpha")
    with cluster_context(beta):
        there = ItemFactory(pk=here.pk, title="Canary-beta", body="text of beta")
        AffiliationFactory(organisation=there.organisation)
    assert here.pk == there.pk
    for host, own, foreign in ((None, "alpha", "beta"), (BETA_HOST, "beta", "alpha")):
        client = client_for(**({"host": host} if host else {}))
        for url in (
            reverse("clusterkit_ideas:list"),
            here.get_absolute_url(),
            reverse("clusterkit_ideas:feed"),
            reverse("clusterkit_ideas_api:item-list"),
            reverse("clusterkit_ideas_api:item-detail", args=[here.pk]),
        ):
            text = client.get(url).content.decode()
            assert f"Canary-{own}" in text
            assert f"Canary-{foreign}" not in text
    for act in (services.follow, services.withdraw):
        with cluster_context(beta), pytest.raises(CrossTenantError):
            act(item=here, actor=SystemActor())


ACTS = ("publish", "withdraw", "renew", "approve", "reject", "request_changes", "hide", "restore", "fulfil", "expire")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.sampled_from(ACTS), max_size=8))
def test_any_sequence_of_acts_follows_the_machine(owner: Person, coordinator: Person, acts: list[str]) -> None:
    item = DraftFactory(organisation=owner.organisation, author=owner.user)
    services_of: dict[str, Callable[[], Any]] = {
        "publish": lambda: services.publish(item=item, actor=owner.viewer),
        "withdraw": lambda: services.withdraw(item=item, actor=owner.viewer),
        "renew": lambda: services.renew(item=item, actor=owner.viewer),
        "fulfil": lambda: services.close_with_outcome(item=item, kind="none", actor=owner.viewer),
        "approve": lambda: services.approve_item(item=item, actor=coordinator.viewer),
        "reject": lambda: services.reject_item(item=item, reason="r", actor=coordinator.viewer),
        "request_changes": lambda: services.request_changes(item=item, reason="r", actor=coordinator.viewer),
        "hide": lambda: services.hide_item(item=item, reason="r", actor=coordinator.viewer),
        "restore": lambda: services.restore_item(item=item, actor=coordinator.viewer),
        "expire": services.expire_due,
    }
    for act in acts:
        before, version = item.state, item.version
        try:
            services_of[act]()
        except DomainError:
            item.refresh_from_db()
            assert (item.state, item.version) == (before, version)
            continue
        item.refresh_from_db()
        if item.version != version:
            assert any(before in step.sources and step.target == item.state for step in ITEM)
            assert item.version == version + 1
    assert item_view(owner.viewer, item).is_owner
    assert (item in listed(viewer_of(UserFactory()))) == item.is_current
