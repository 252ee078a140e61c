"""The list: facets, orders, pages by cursor, chips; what hidden values must not change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusterkit.core import surfaces as site
from clusterkit.ideas import selectors, surfaces
from clusterkit.ideas.enums import InterestState, ItemMode, ItemState
from clusterkit.ideas.models import Item
from clusterkit.testing.factories.directory import OrganisationFactory, SectorFactory
from clusterkit.testing.factories.ideas import CommentFactory, FollowFactory, InterestFactory, ItemFactory
from tests.apps.ideas.conftest import Person

pytestmark = pytest.mark.django_db

ClientFor = Callable[..., Client]
LIST = "clusterkit_ideas:list"


def titles(client: Client, address: str = "", **query: str) -> list[str]:
    """The titles on one page of the list."""
    return [row.title for row in client.get(address or reverse(LIST, query=query)).context["rows"]]


def all_titles(client: Client, **query: str) -> list[str]:
    """The titles on all pages, turned one by one."""
    found, address = [], reverse(LIST, query=query)
    while address:
        context = client.get(address).context
        found += [row.title for row in context["rows"]]
        address = reverse(LIST) + context["page_obj"].older_url if context["page_obj"].older_url else ""
    return found


def facet(client: Client, title: str, **query: str) -> dict[str, Any]:
    """The choices of a facet with their numbers."""
    parts = client.get(reverse(LIST, query=query)).context["facets"]
    return {str(option.label): option.count for part in parts if str(part.title) == title for option in part.options}


@pytest.mark.parametrize("sort", ["newest", "ending", "discussed"])
def test_pages_are_turned_without_loss_and_back(
    client_for: ClientFor, sort: str, settings: Any, reader: Person
) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "PAGE_SIZE": 3}
    now, today = timezone.now(), timezone.localdate()
    for number in range(8):
        # Several share a moment, a day and a number of comments: the key decides between them.
        item = ItemFactory(
            title=f"Item {number}",
            published_at=now - timedelta(days=number // 2),
            valid_until=today + timedelta(days=5 + number // 3),
        )
        CommentFactory.create_batch(number % 3, item=item)
    client = client_for(reader.user)
    found = all_titles(client, sort=sort)
    assert sorted(found) == [f"Item {number}" for number in range(8)]
    second = reverse(LIST) + client.get(reverse(LIST, query={"sort": sort})).context["page_obj"].older_url
    assert titles(client, second) == found[3:6]
    third = reverse(LIST) + client.get(second).context["page_obj"].older_url
    back = reverse(LIST) + client.get(third).context["page_obj"].newer_url
    assert titles(client, back) == found[3:6]


def test_orders(client_for: ClientFor) -> None:
    now, today = timezone.now(), timezone.localdate()
    old = ItemFactory(title="Old", published_at=now - timedelta(days=9), valid_until=today + timedelta(days=50))
    ItemFactory(title="New", published_at=now, valid_until=today + timedelta(days=90))
    ItemFactory(title="Talks", published_at=now - timedelta(days=1), state=ItemState.IN_TALKS)
    CommentFactory.create_batch(2, item=old)
    client = client_for()
    assert titles(client) == ["New", "Talks", "Old"]
    assert titles(client, sort="ending") == ["Old", "New"]
    assert titles(client, sort="discussed") == ["Old", "New", "Talks"]
    assert titles(client, sort="best") == ["New", "Talks", "Old"]
    assert "Best fit to the words first" not in facet(client, "Order")
    assert "Best fit to the words first" in facet(client, "Order", q="old")


@pytest.mark.parametrize("place", ["x", "1", "\0", "a" * 3000, "W10:1:abc", "WzEsMl0:abc"])
def test_a_place_that_nobody_gave_shows_the_beginning(client_for: ClientFor, place: str) -> None:
    ItemFactory(title="Here")
    for name in ("before", "after"):
        assert titles(client_for(), **{name: place}) == ["Here"]


def test_a_place_of_one_order_is_none_in_another(client_for: ClientFor, settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "PAGE_SIZE": 1}
    ItemFactory.create_batch(3)
    client = client_for()
    older = client.get(reverse(LIST)).context["page_obj"].older_url
    assert client.get(reverse(LIST) + older + "&sort=discussed").context["page_obj"].newer_url == ""


def test_facets_offer_what_the_list_has(client_for: ClientFor) -> None:
    named = OrganisationFactory(short_name={"ru": "Polymir"})
    ItemFactory(title="One", tags=["steam", "rare"], region="vitebsk", organisation=named)
    ItemFactory(title="Two", tags=["steam"], region="minsk_city", organisation=named)
    client = client_for()
    assert facet(client, "Tag") == {"steam": 2}
    assert facet(client, "Region") == {"Vitebsk region": 1, "Minsk": 1}
    assert facet(client, "Organisation") == {"Polymir": 2}
    assert titles(client, region="vitebsk") == ["One"]
    assert titles(client, tag="steam", organisation=named.slug) == ["Two", "One"]


def test_filters_in_force_are_chips_that_lead_to_the_list_without_them(client_for: ClientFor) -> None:
    sector = SectorFactory()
    ItemFactory(title="Pump", sectors=[sector], tags=["steam"])
    client = client_for()
    page = client.get(reverse(LIST, query={"q": "pump", "sector": sector.code, "tag": "steam"}))
    chips = {str(chip.label): chip for chip in page.context["chips"]}
    assert {label: str(chip.value) for label, chip in chips.items()} == {
        "Words": "pump",
        "Sector": str(sector),
        "Tag": "steam",
    }
    assert chips["Tag"].url == reverse(LIST, query={"q": "pump", "sector": sector.code})
    text = page.content.decode()
    assert "take this filter away" in text
    assert text.count("<details") >= 1


def test_what_is_followed_in_silence_is_not_among_what_one_follows(client_for: ClientFor, reader: Person) -> None:
    FollowFactory(item=ItemFactory(title="Heard"), user=reader.user)
    FollowFactory(item=ItemFactory(title="Muted"), user=reader.user, is_muted=True)
    assert titles(client_for(reader.user), whose="followed") == ["Heard"]


def test_the_api_takes_the_orders_by_name_only(client_for: ClientFor) -> None:
    today = timezone.localdate()
    ItemFactory(title="Late", valid_until=today + timedelta(days=80))
    quiet = ItemFactory(title="Soon", valid_until=today + timedelta(days=2))
    CommentFactory(item=ItemFactory(title="Loud", valid_until=today + timedelta(days=90)))
    url, client = reverse("clusterkit_ideas_api:item-list"), client_for()

    def found(**query: str) -> list[str]:
        return [row["title"] for row in client.get(url, query).json()["results"]]

    assert found() == ["Loud", "Soon", "Late"]
    assert found(sort="ending") == ["Soon", "Late", "Loud"]
    assert found(sort="discussed")[0] == "Loud"
    assert client.get(url, {"sort": "organisation__name"}).status_code == 400
    assert found(ordering="organisation__name", order_by="author") == ["Loud", "Soon", "Late"]
    assert found(region="vitebsk") == []
    Item.objects.filter(pk=quiet.pk).update(region="vitebsk")
    assert found(region="vitebsk") == ["Soon"]
    first = client.get(url, {"sort": "ending", "page_size": "1"}).json()
    assert [row["title"] for row in client.get(first["next"]).json()["results"]] == ["Late"]


def hidden_owner_item(owner: Person, **fields: Any) -> Item:
    """An item without a name."""
    item: Item = ItemFactory(
        title="Nameless", organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS, **fields
    )
    return item


def test_the_owner_of_an_item_without_a_name_is_no_filter(
    client_for: ClientFor, owner: Person, answerer: Person, reader: Person
) -> None:
    item = hidden_owner_item(owner)
    assert owner.organisation is not None
    slug, name = owner.organisation.slug, str(owner.organisation)
    api = reverse("clusterkit_ideas_api:item-list")
    for user in (None, reader.user, answerer.user):
        client = client_for(user)
        assert titles(client) == ["Nameless"]
        for query in ({"organisation": slug}, {"q": name}, {"q": slug}, {"q": owner.user.email}):
            assert titles(client, **query) == [], query
            assert client.get(api, query).json()["results"] == []
        assert name not in facet(client, "Organisation")
        page = client.get(reverse(LIST)).content.decode()
        assert name not in page
        assert slug not in page
    for user in (owner.user,):
        assert titles(client_for(user), organisation=slug) == ["Nameless"]
    InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user, state=InterestState.ACCEPTED)
    assert titles(client_for(answerer.user), organisation=slug) == ["Nameless"]
    assert facet(client_for(answerer.user), "Organisation") == {name: 1}


def test_no_order_depends_on_who_owns_it(client_for: ClientFor, owner: Person, reader: Person) -> None:
    moment = timezone.now()
    hidden_owner_item(owner, published_at=moment)
    ItemFactory(title="Named", published_at=moment - timedelta(seconds=1))
    client = client_for(reader.user)

    def orders() -> list[list[str]]:
        return [titles(client, sort=sort) for sort in ("newest", "ending", "discussed", "best")]

    before = orders()
    Item.objects.filter(title="Nameless").update(organisation=OrganisationFactory(short_name={"ru": "Aaa"}))
    middle = orders()
    Item.objects.filter(title="Nameless").update(organisation=OrganisationFactory(short_name={"ru": "Яяя"}))
    assert before == middle == orders()


def test_what_is_for_members_is_in_no_number_of_a_guest(client_for: ClientFor, owner: Person) -> None:
    sector = SectorFactory()
    closed = OrganisationFactory(short_name={"ru": "Closedworks"})
    ItemFactory.create_batch(
        2, mode=ItemMode.MEMBERS, sectors=[sector], tags=["secrettag"], region="gomel", organisation=closed
    )
    ItemFactory(title="Open", tags=["opentag"])
    guest, member = client_for(), client_for(owner.user)
    page = guest.get(reverse(LIST)).content.decode()
    for words in ("secrettag", str(sector), "Gomel", "Closedworks"):
        assert words not in page, words
    assert facet(member, "Tag") == {"secrettag": 2}
    assert facet(member, "Region") == {"Gomel region": 2}
    for query in ({"tag": "secrettag"}, {"region": "gomel"}, {"sector": sector.code}, {"organisation": closed.slug}):
        assert titles(guest, **query) == []
        assert len(titles(member, **query)) == 2


@pytest.mark.parametrize("hidden", [{"state": ItemState.HIDDEN}, {"mode": ItemMode.MEMBERS}])
def test_to_follow_what_was_hidden_does_not_show_it(
    client_for: ClientFor, reader: Person, hidden: dict[str, Any]
) -> None:
    FollowFactory(item=ItemFactory(title="Gone", **hidden), user=reader.user)
    client = client_for(reader.user)
    assert titles(client, whose="followed") == []
    assert client.get(reverse("clusterkit_ideas_api:item-list"), {"whose": "followed"}).json()["results"] == []


def test_related_items_have_tags_or_words_in_common(reader: Person, owner: Person) -> None:
    sector = SectorFactory()
    item = ItemFactory(title="Контроль коррозии колонны", tags=["коррозия"], sectors=[sector])
    ItemFactory(title="Tagged", tags=["коррозия"], sectors=[sector])
    ItemFactory(title="Защита от коррозии", sectors=[sector])
    ItemFactory(title="Sector only", sectors=[sector])
    ItemFactory(title="Closed", tags=["коррозия"], mode=ItemMode.MEMBERS)
    ItemFactory(title="Draft", tags=["коррозия"], state=ItemState.DRAFT, published_at=None)
    found = [row.title for row in selectors.related_items(reader.viewer, item)]
    assert found == ["Tagged", "Защита от коррозии"]
    assert "Closed" in [row.title for row in selectors.related_items(owner.viewer, item)]


def test_nothing_is_related_by_its_owner(reader: Person, owner: Person) -> None:
    item = hidden_owner_item(owner)
    ItemFactory(title="Other words", organisation=owner.organisation, author=owner.user)
    assert selectors.related_items(reader.viewer, item) == []


def test_related_items_stand_on_the_page_and_cost_the_same(client_for: ClientFor, reader: Person) -> None:
    sector = SectorFactory()
    item = ItemFactory(title="Boiler wanted", tags=["steam"], sectors=[sector])
    viewer, counts = reader.viewer, []
    for number in (1, 2):
        for _row in range(number):
            ItemFactory(title="Another boiler", tags=["steam"], sectors=[sector])
        with CaptureQueriesContext(connection) as captured:
            assert selectors.related_items(viewer, item)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "Another boiler" in client_for(reader.user).get(item.get_absolute_url()).content.decode()


def test_the_search_of_the_site_shows_where_the_words_were_found(reader: Person, guest: Any) -> None:
    ItemFactory(title="Насос", summary="Ищем насос для колонны", body="Закрытая формула катализатора")
    group = surfaces.search(site.SearchPayload(reader.viewer, "катализатор"))
    assert group is not None
    assert "<mark>" in str(group.hits[0].summary)
    assert surfaces.search(site.SearchPayload(guest, "катализатор")) is None
