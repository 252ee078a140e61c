"""Kept searches: kept from the list, changed, removed, and what the worker tells of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusterkit.core.exceptions import InvalidInput, NotVisible
from clusterkit.core.policies import MEMBER
from clusterkit.ideas import services
from clusterkit.ideas.enums import AlertRhythm, ItemMode, ItemState
from clusterkit.ideas.models import SavedSearch
from clusterkit.ideas.services.searches import SEARCHES_AT_MOST
from clusterkit.testing.factories.directory import OrganisationFactory, SectorFactory
from clusterkit.testing.factories.ideas import ItemFactory
from clusterkit.testing.factories.ideas_reading import SavedSearchFactory
from tests.apps.ideas.conftest import Make, Person, Told

pytestmark = pytest.mark.django_db

ClientFor = Callable[..., Client]
NEW, SEARCHES = ("clusterkit_ideas:search-new", "clusterkit_ideas:searches")


def published(**fields: Any) -> Any:
    """An item that was published an hour ago, so that a look finds it."""
    return ItemFactory(published_at=timezone.now() - timedelta(hours=1), **fields)


def test_the_filters_of_the_list_are_kept_under_a_name(client_for: ClientFor, reader: Person) -> None:
    client = client_for(reader.user)
    address = reverse(NEW, query={"q": "pump", "kind": "request", "page": "3", "sort": "ending"})
    assert address.split("?")[1].split("&")[0] in client.get(
        reverse("clusterkit_ideas:list", query={"q": "pump", "kind": "request"})
    ).content.decode().replace("&amp;", "&")
    assert client.get(address).context["form"].initial["name"] == "pump, Request"
    assert client.post(address, {"name": "", "rhythm": "daily"}).status_code == 422
    answer = client.post(address, {"name": "Pumps", "rhythm": "weekly"})
    assert answer.status_code == 302
    search = SavedSearch.objects.get()
    assert search.query == {"q": "pump", "kind": "request"}
    assert (search.user, search.name, search.rhythm) == (reader.user, "Pumps", "weekly")
    page = client.get(reverse(SEARCHES)).content.decode()
    assert "Pumps" in page
    assert reverse("clusterkit_ideas:list") + "?q=pump" in page


@pytest.mark.parametrize(
    "query", [{}, {"q": "!():*"}, {"kind": "nonsense"}, {"q": "  "}, {"whose": "his"}, {"q": "a" * 201}, {"x": "y"}]
)
def test_what_is_no_search_is_not_kept(client_for: ClientFor, reader: Person, query: dict[str, str]) -> None:
    client, address = client_for(reader.user), reverse(NEW, query=query)
    assert client.get(address).status_code == 302
    assert client.post(address, {"name": "Name", "rhythm": "daily"}).status_code == 422
    assert not SavedSearch.objects.exists()


def test_guests_keep_nothing(client_for: ClientFor) -> None:
    ItemFactory()
    assert client_for().get(reverse(SEARCHES)).status_code == 302
    assert (
        "Keep this search" not in client_for().get(reverse("clusterkit_ideas:list") + "?kind=request").content.decode()
    )


def test_a_search_is_changed_and_removed_by_its_owner_only(
    client_for: ClientFor, reader: Person, owner: Person
) -> None:
    search = SavedSearchFactory(user=reader.user)
    change = reverse("clusterkit_ideas:search", args=[search.pk])
    remove = reverse("clusterkit_ideas:search-remove", args=[search.pk])
    stranger, client = client_for(owner.user), client_for(reader.user)
    for address in (change, remove):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"name": "x", "rhythm": "none"}).status_code == 404
    assert client.post(change, {"name": "Other", "rhythm": "none"}).status_code == 302
    search.refresh_from_db()
    assert (search.name, search.rhythm) == ("Other", AlertRhythm.NONE)
    assert search.name in client.get(remove).content.decode()
    client.post(remove)
    assert not SavedSearch.objects.exists()
    with pytest.raises(NotVisible):
        services.change_search(search=SavedSearchFactory(), actor=reader.viewer, name="Mine")


def test_a_person_keeps_so_many_and_no_more(reader: Person) -> None:
    SavedSearchFactory.create_batch(SEARCHES_AT_MOST, user=reader.user)
    with pytest.raises(InvalidInput):
        services.keep_search(name="One more", query={"q": "x"}, actor=reader.viewer)
    services.remove_search(search=SavedSearch.objects.all()[0], actor=reader.viewer)
    services.keep_search(name="One more", query={"q": "x"}, actor=reader.viewer)


def test_the_api_keeps_changes_and_removes(client_for: ClientFor, reader: Person, owner: Person) -> None:
    url, client = reverse("clusterkit_ideas_api:saved-search-list"), client_for(reader.user)

    def post(**body: Any) -> Any:
        return client.post(url, body, content_type="application/json")

    made = post(name="Pumps", query={"q": "pump", "region": "vitebsk"})
    assert made.status_code == 201
    assert made.json()["query"] == {"q": "pump", "region": "vitebsk"}
    for query in ({}, {"region": "nowhere"}, {"kind": "nonsense"}, "x"):
        assert post(name="Bad", query=query).status_code == 400, query
    one = f"{url}{made.json()['id']}/"
    assert client_for(owner.user).get(one).status_code == 404
    assert client.patch(one, {"rhythm": "weekly"}, content_type="application/json").json()["rhythm"] == "weekly"
    assert [row["name"] for row in client.get(url).json()["results"]] == ["Pumps"]
    assert client.delete(one).status_code == 204
    assert client.get(url).json()["results"] == []


def test_what_is_new_is_told_once_in_one_notice(reader: Person, told: Told) -> None:
    SavedSearchFactory(user=reader.user, name="Requests")
    SavedSearchFactory(user=reader.user, name="Offers", query={"kind": "offer"})
    SavedSearchFactory(user=reader.user, name="Ideas", query={"kind": "idea"})
    published(title="New request")
    published(title="New offer", kind="offer")
    ItemFactory(title="Old", published_at=timezone.now() - timedelta(days=9))
    assert services.tell_saved_searches() == 1
    (notice,) = told.notices
    assert notice.kind.code == "ideas.saved_search"
    assert notice.recipients == [reader.user.pk]
    assert [(part["name"], part["titles"]) for part in notice.context["searches"]] == [
        ("Requests", ["New request"]),
        ("Offers", ["New offer"]),
    ]
    assert services.tell_saved_searches() == 0
    SavedSearch.objects.update(checked_at=timezone.now() - timedelta(days=3))
    assert services.tell_saved_searches() == 0
    assert len(told.notices) == 1


def test_nothing_new_is_no_notice(reader: Person, told: Told) -> None:
    SavedSearchFactory(user=reader.user)
    assert services.tell_saved_searches() == 0
    assert told.notices == []


def test_each_hears_in_his_rhythm(reader: Person, told: Told) -> None:
    weekly = SavedSearchFactory(user=reader.user, rhythm=AlertRhythm.WEEKLY)
    SavedSearchFactory(user=reader.user, rhythm=AlertRhythm.NONE)
    published()
    assert services.tell_saved_searches() == 0
    SavedSearch.objects.filter(pk=weekly.pk).update(checked_at=timezone.now() - timedelta(days=8))
    assert services.tell_saved_searches() == 1


def test_a_search_tells_of_nothing_before_it_was_kept(reader: Person, told: Told) -> None:
    published()
    services.keep_search(name="Requests", query={"kind": "request"}, actor=reader.viewer)
    assert services.tell_saved_searches(now=timezone.now() + timedelta(days=2)) == 0


def test_what_was_just_published_is_told_the_next_time(reader: Person, told: Told) -> None:
    SavedSearchFactory(user=reader.user)
    ItemFactory(title="This second")
    assert services.tell_saved_searches() == 0
    assert services.tell_saved_searches(now=timezone.now() + timedelta(days=2)) == 1
    assert told.notices[0].context["searches"][0]["titles"] == ["This second"]


def test_nobody_hears_of_what_he_does_not_see(person: Make, reader: Person, owner: Person, told: Told) -> None:
    SavedSearchFactory(user=reader.user)
    SavedSearchFactory(user=owner.user)
    published(title="For members", mode=ItemMode.MEMBERS)
    published(title="Own", organisation=owner.organisation)
    published(title="Hidden", state=ItemState.HIDDEN)
    services.tell_saved_searches()
    heard = {notice.recipients[0]: notice.context["searches"][0]["titles"] for notice in told.notices}
    assert heard == {reader.user.pk: ["Own"], owner.user.pk: ["For members"]}


def test_rights_count_as_they_are_when_it_is_told(person: Make, told: Told) -> None:
    member = person(tier=MEMBER)
    SavedSearchFactory(user=member.user)
    published(mode=ItemMode.MEMBERS)
    member.user.tier_grants.all().delete()
    assert services.tell_saved_searches() == 0
    assert told.notices == []


def test_a_search_for_an_organisation_does_not_tell_whose_a_nameless_item_is(
    reader: Person, owner: Person, told: Told
) -> None:
    assert owner.organisation is not None
    SavedSearchFactory(user=reader.user, query={"organisation": owner.organisation.slug})
    published(organisation=owner.organisation, mode=ItemMode.ANONYMOUS)
    assert services.tell_saved_searches() == 0
    published(title="Named", organisation=owner.organisation)
    SavedSearch.objects.update(
        checked_at=timezone.now() - timedelta(days=2), seen_until=timezone.now() - timedelta(days=2)
    )
    services.tell_saved_searches()
    assert told.notices[0].context["searches"][0]["titles"] == ["Named"]
    assert str(owner.organisation) not in str(told.notices[0].context)


@pytest.mark.parametrize(
    "query", [[], "x", {}, {"kind": "gone"}, {"q": 7}, {"q": ["a"]}, {"region": "atlantis"}, {"q": "\\'!():*&|"}, None]
)
def test_a_stored_search_that_is_wrong_keeps_nobody(
    client_for: ClientFor, reader: Person, told: Told, query: Any
) -> None:
    SavedSearchFactory(user=reader.user, name="Broken", query=[] if query is None else query)
    SavedSearchFactory(name="Sound")
    published()
    services.tell_saved_searches()
    assert any(notice.context["name"] == "Sound" for notice in told.notices)
    assert all(notice.context["name"] != "Broken" for notice in told.notices)
    assert "Broken" in client_for(reader.user).get(reverse(SEARCHES)).content.decode()


def test_who_is_gone_hears_nothing(reader: Person, told: Told) -> None:
    SavedSearchFactory(user=reader.user)
    published()
    reader.user.is_active = False
    reader.user.save(update_fields=["is_active"])
    assert services.tell_saved_searches() == 0


def test_the_list_of_searches_costs_the_same_with_one_and_three(
    client_for: ClientFor, reader: Person, django_assert_max_num_queries: Any
) -> None:
    client = client_for(reader.user)
    for number in (1, 2):
        for _row in range(number):
            sector, organisation = SectorFactory(), OrganisationFactory()
            query = {"sector": sector.code, "organisation": organisation.slug}
            SavedSearchFactory(user=reader.user, query=query)
        client.get(reverse(SEARCHES))
        with django_assert_max_num_queries(9):
            client.get(reverse(SEARCHES))
