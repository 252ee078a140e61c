"""Feeds: two forms, filters, personal addresses with the rights of the moment, and what is not changed is not sent again."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusterkit.access.models import Rule
from clusterkit.accounts import services as accounts
from clusterkit.accounts.personal_links import link_purposes
from clusterkit.core.policies import MEMBER
from clusterkit.ideas.enums import ItemMode, ItemState
from clusterkit.ideas.models import Item
from clusterkit.ideas.views.feed import PURPOSE
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.ideas import FollowFactory, ItemFactory
from clusterkit.testing.plugin import BETA_HOST
from tests.apps.ideas.conftest import Make, Person

pytestmark = pytest.mark.django_db

ClientFor = Callable[..., Client]
NS = {"atom": "http://www.w3.org/2005/Atom"}


def secret_of(person: Person) -> str:
    """A new personal address of the feed."""
    purpose = link_purposes.get(PURPOSE)
    assert purpose is not None
    return accounts.create_link(purpose=purpose, actor=person.viewer)[1]


def personal(person: Person, *, form: str = "-json", **query: str) -> str:
    """The address of the personal feed."""
    return reverse(f"clusterkit_ideas:feed-personal{form}", args=[secret_of(person)], query=query)


def titles(client: Client, address: str) -> list[str]:
    """Titles of a JSON feed, without the kinds."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [item["title"].split(": ", 1)[1] for item in answer.json()["items"]]


def test_both_forms_hold_the_same(client_for: ClientFor) -> None:
    ItemFactory(title="Pump & valve", summary="Who has <one>?", tags=["steam"], language="en")
    document = client_for().get(reverse("clusterkit_ideas:feed-json"))
    assert document.headers["Content-Type"].startswith("application/feed+json")
    feed = document.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].startswith("http://alpha.testserver")
    (item,) = feed["items"]
    assert item["title"] == "Request: Pump & valve"
    assert item["id"] == item["url"]
    assert "&lt;one&gt;" in item["content_html"]
    assert item["tags"] == ["steam"]
    assert item["language"] == "en"
    answer = client_for().get(reverse("clusterkit_ideas:feed"))
    rss = ET.fromstring(answer.content)
    assert rss.findtext("channel/item/title") == "Request: Pump & valve"
    assert rss.findtext("channel/item/link") == item["url"]
    assert rss.find("channel/atom:link", NS) is not None


def test_the_filters_of_the_list_narrow_a_feed(client_for: ClientFor) -> None:
    ItemFactory(title="Wanted", tags=["steam"])
    ItemFactory(title="Offered", kind="offer")
    client, address = client_for(), reverse("clusterkit_ideas:feed-json")
    assert titles(client, f"{address}?kind=offer") == ["Offered"]
    assert titles(client, f"{address}?tag=steam&sort=discussed") == ["Wanted"]
    assert titles(client, f"{address}?kind=nonsense") == ["Offered", "Wanted"]
    assert client.get(f"{address}?kind=offer").json()["feed_url"].endswith("?kind=offer")


def test_a_feed_that_is_unchanged_is_not_sent_again(client_for: ClientFor) -> None:
    item = ItemFactory()
    client, address = client_for(), reverse("clusterkit_ideas:feed")
    first = client.get(address)
    assert first.headers["Cache-Control"].startswith("private")
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    again = client.get(address, headers={"if-none-match": etag})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get(address, headers={"if-modified-since": modified}).status_code == 304
    Item.objects.filter(pk=item.pk).update(summary="Other words")
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200
    ItemFactory(published_at=timezone.now() + timedelta(seconds=5))
    assert client.get(address, headers={"if-modified-since": modified}).status_code == 200


def test_an_empty_feed_is_the_same_document_each_time(client_for: ClientFor) -> None:
    for name in ("feed", "feed-json"):
        address = reverse(f"clusterkit_ideas:{name}")
        first, second = client_for().get(address), client_for().get(address)
        assert first.content == second.content
        assert "Last-Modified" not in first.headers
        assert client_for().get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 304


def test_a_personal_address_reads_as_its_owner_without_a_sign_in(client_for: ClientFor, owner: Person) -> None:
    ItemFactory(title="For members", mode=ItemMode.MEMBERS, body="Closed words")
    followed = ItemFactory(title="Followed")
    FollowFactory(item=followed, user=owner.user)
    guest, address = client_for(), personal(owner)
    assert sorted(titles(guest, address)) == ["Followed", "For members"]
    answer = guest.get(address)
    assert "Closed words" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert address.split("/")[-3] not in answer.content.decode()
    assert titles(guest, f"{address}?whose=followed") == ["Followed"]
    rss = guest.get(personal(owner, form=""))
    assert b"For members" in rss.content


def test_rights_are_those_of_the_moment(client_for: ClientFor, person: Make) -> None:
    member = person(tier=MEMBER)
    ItemFactory(title="For members", mode=ItemMode.MEMBERS)
    guest, address = client_for(), personal(member)
    assert titles(guest, address) == ["For members"]
    etag = guest.get(address).headers["ETag"]
    member.user.tier_grants.all().delete()
    assert titles(guest, address) == []
    assert guest.get(address, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("gone", ["revoked", "inactive", "erased", "renewed"])
def test_an_address_that_is_no_more_answers_404(client_for: ClientFor, reader: Person, gone: str) -> None:
    guest, address = client_for(), personal(reader)
    assert guest.get(address).status_code == 200
    if gone == "inactive":
        reader.user.is_active = False
        reader.user.save(update_fields=["is_active"])
    elif gone == "renewed":
        secret_of(reader)
    else:
        reader.user.clusterkit_links.all().delete()
    assert guest.get(address).status_code == 404
    assert client_for(reader.user).get(address).status_code == 404


def test_where_the_exchange_is_closed_to_the_owner_his_address_answers_404(
    client_for: ClientFor, reader: Person
) -> None:
    address = personal(reader)
    Rule.objects.create(action="ideas.view", tier=MEMBER)
    assert client_for().get(address).status_code == 404


def test_an_address_of_one_cluster_opens_nothing_in_the_other(
    client_for: ClientFor, reader: Person, beta: Cluster
) -> None:
    address = personal(reader)
    other = client_for(host=BETA_HOST)
    with cluster_context(beta):
        ItemFactory(title="Of beta")
    assert other.get(address).status_code == 404


@pytest.mark.parametrize("secret", ["x", "a" * 400, "%00", "..", "<script>"])
def test_a_made_up_secret_opens_nothing(client_for: ClientFor, secret: str) -> None:
    base = reverse("clusterkit_ideas:feed").rstrip("/")
    assert client_for().get(f"{base}/personal/{secret}/").status_code in (301, 404)


def test_a_feed_does_not_tell_whose_a_nameless_item_is(client_for: ClientFor, owner: Person, reader: Person) -> None:
    assert owner.organisation is not None
    item = ItemFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS)
    secret = secret_of(reader)
    for address in (
        reverse("clusterkit_ideas:feed-json"),
        reverse("clusterkit_ideas:feed"),
        reverse("clusterkit_ideas:feed-personal", args=[secret]),
        reverse("clusterkit_ideas:feed-personal-json", args=[secret]),
    ):
        text = client_for().get(address).content.decode()
        assert item.title in text
        assert str(owner.organisation) not in text
        assert owner.organisation.slug not in text
    json_feed = reverse("clusterkit_ideas:feed-json")
    assert titles(client_for(), f"{json_feed}?organisation={owner.organisation.slug}") == []
    assert "authors" not in client_for().get(json_feed).json()["items"][0]


def test_hidden_items_leave_the_feed(client_for: ClientFor, reader: Person) -> None:
    item = ItemFactory(title="Gone")
    address = personal(reader)
    assert titles(client_for(), address) == ["Gone"]
    Item.objects.filter(pk=item.pk).update(state=ItemState.HIDDEN)
    assert titles(client_for(), address) == []


def test_the_feed_costs_the_same_with_one_item_and_three(
    client_for: ClientFor, reader: Person, django_assert_max_num_queries: Any
) -> None:
    address, client = personal(reader), client_for()
    for number in (1, 2):
        ItemFactory.create_batch(number)
        client.get(address)
        with django_assert_max_num_queries(6):
            client.get(address)
