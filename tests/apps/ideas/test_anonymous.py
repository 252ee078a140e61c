"""Items without a name: whose they are is known to few, on every surface."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from clusterkit.access.viewer import viewer_of
from clusterkit.core.policies import MEMBER, SystemActor
from clusterkit.directory.hooks import OrganisationPage
from clusterkit.ideas import surfaces
from clusterkit.ideas.enums import InterestState, ItemMode
from clusterkit.ideas.models import Item
from clusterkit.ideas.policies import identified_items, may_identify
from clusterkit.ideas.selectors import items, owner_of
from clusterkit.ideas.services import add_comment
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, InterestFactory, ItemFactory
from tests.apps.ideas.conftest import Make, Person

pytestmark = pytest.mark.django_db
STATES = (InterestState.SENT, InterestState.DECLINED, InterestState.LAPSED, InterestState.ACCEPTED)


@pytest.fixture
def item(owner: Person) -> Item:
    """An open item without a name."""
    made: Item = ItemFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS)
    return made


def test_object_and_list_agree_on_who_may_know_whose_an_item_is(
    owner: Person, item: Item, reader: Person, coordinator: Person, person: Make
) -> None:
    ItemFactory(organisation=owner.organisation)
    ItemFactory(organisation=owner.organisation, mode=ItemMode.MEMBERS)
    answerers = {state: person(tier=MEMBER, organisation=OrganisationFactory()) for state in STATES}
    for state, one in answerers.items():
        InterestFactory(item=item, organisation=one.organisation, state=state)
    crowd: list[Any] = [viewer_of(AnonymousUser()), SystemActor("test")]
    crowd += [one.viewer for one in (owner, reader, coordinator, *answerers.values())]
    for actor in crowd:
        listed = set(Item.objects.filter(identified_items(actor)).values_list("pk", flat=True))
        assert listed == {row.pk for row in Item.objects.all() if may_identify(actor, row)}
    knowing = [one for one in crowd if may_identify(one, item)]
    assert knowing == [crowd[1], *(crowd[2], crowd[4]), crowd[-1]]


def test_a_row_of_a_list_and_the_item_alone_tell_the_same(owner: Person, item: Item, answerer: Person) -> None:
    for viewer in (owner.viewer, answerer.viewer, viewer_of(AnonymousUser())):
        row = items(viewer).get(pk=item.pk)
        assert owner_of(viewer, row) == owner_of(viewer, Item.objects.get(pk=item.pk))


def test_nobody_finds_it_by_its_owner(owner: Person, item: Item, answerer: Person, client_for: Any) -> None:
    assert owner.organisation is not None
    name = str(owner.organisation)
    client: Client = client_for(answerer.user)
    for address in ("/ideas/", "/api/v1/items/", "/ideas/feed/"):
        plain = client.get(address).content.decode()
        assert item.title in plain
        assert name not in plain.replace(f"?q={name}", "")
    filtered = client.get("/ideas/", {"organisation": owner.organisation.slug}).content.decode()
    assert item.title not in filtered
    assert client.get("/api/v1/items/", {"organisation": owner.organisation.slug}).json()["results"] == []
    page = OrganisationPage(answerer.viewer, owner.organisation, is_own=False)
    assert surfaces.organisation_panel(page) is None
    assert surfaces.organisation_panel(OrganisationPage(owner.viewer, owner.organisation, is_own=True)) is not None


def test_its_page_names_the_owner_to_his_people_and_the_office_only(
    owner: Person, item: Item, answerer: Person, coordinator: Person, client_for: Any
) -> None:
    CommentFactory(item=item, author=owner.user, organisation=owner.organisation, text="We would lend two.")
    names = (str(owner.organisation), str(owner.user.get_full_name()))
    for user, knows in ((owner.user, True), (coordinator.user, True), (answerer.user, False)):
        page = client_for(user).get(item.get_absolute_url()).content.decode().partition("<main")[2]
        assert "We would lend two." in page
        assert [name in page for name in names] == [knows, knows]
        answer = client_for(user).get(f"/api/v1/items/{item.pk}/").json()
        assert (answer["organisation"] is not None, answer["author"] is not None) == (knows, knows)
        comment = client_for(user).get(f"/api/v1/items/{item.pk}/comments/").json()[0]
        assert (comment["organisation"] is not None) is knows
        assert (comment["author"] == names[1]) is knows


def test_a_person_of_two_organisations_does_not_tell_it_by_the_other(owner: Person, item: Item, person: Make) -> None:
    from clusterkit.testing.factories.directory import AffiliationFactory

    other = AffiliationFactory(user=owner.user).organisation
    comment = add_comment(item=item, text="We can show it on site.", actor=owner.viewer, organisation=other)
    assert comment.organisation_id == item.organisation_id


def test_acceptance_lifts_it_for_that_organisation_only(
    owner: Person, item: Item, answerer: Person, person: Make, client_for: Any
) -> None:
    waiting = person(tier=MEMBER, organisation=OrganisationFactory())
    InterestFactory(item=item, organisation=answerer.organisation, state=InterestState.ACCEPTED)
    InterestFactory(item=item, organisation=waiting.organisation)
    name = str(owner.organisation)
    for user, knows in ((answerer.user, True), (waiting.user, False), (None, False)):
        page = client_for(user).get(item.get_absolute_url()).content.decode()
        assert (name in page) is knows
