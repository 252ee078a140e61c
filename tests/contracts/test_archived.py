"""An archived site offers nothing that it would refuse: its pages are opened, and every link on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from clusterkit.access.endpoints import endpoints
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hosts import host_cache
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.services import update_cluster
from tests.contracts import addresses
from tests.contracts.world import World, make_world

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]
OF_TIERS = ["/", "/me/", "/board/", "/accounts/profile/", "/ideas/new/request/", "/events/700001/register/"]
"""Pages that people of the tiers have open when the site is archived."""


class Page(HTMLParser):
    """Where a page leads: its links (forms that only ask among them), and what it sends somewhere."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path = path
        self.links: set[str] = set()
        self.sends: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # What begins with a hash stays on the page.
        given = {name: urljoin(self.path, value or "") for name, value in attrs if not (value or "").startswith("#")}
        if tag == "form":
            is_post = (dict(attrs).get("method") or "").lower() == "post"
            (self.sends if is_post else self.links).add(given.get("action", self.path))
        if tag == "a" and "href" in given:
            self.links.add(given["href"])
        self.sends |= {given[name] for name in given if name in ("hx-post", "hx-put", "hx-patch", "hx-delete")}


class Walk:
    """Goes through a site by its links, and notes what an archived site must not have."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.answers: dict[str, int] = {}
        self.read: set[str] = set()
        self.faults: list[str] = []
        self.works = {reverse("set_language")}

    def through(self, paths: Iterable[str], *, everywhere: bool = True) -> None:
        """Open *paths* and all that they lead to, or the first step only.

        Of the queries of a path one is tried: lists have many.
        """
        waiting = [("", path) for path in paths]
        while waiting:
            source, path = waiting.pop(0)
            address, _hash, _anchor = path.partition("#")
            name = address.partition("?")[0] + "?" if "?" in address else address
            links = [] if name in self.answers else self._open(name, address)
            waiting += [(address, link) for link in links if everywhere or not source]
            if source and self.answers[name] != 200:
                self.faults.append(f"{source} leads to {address}, which answers {self.answers[name]}")

    def _open(self, name: str, address: str) -> list[str]:
        response: Any = self.client.get(address, follow=True)
        self.answers[name] = response.status_code
        if response.streaming:
            b"".join(response.streaming_content)
            return []
        if not response.headers["Content-Type"].startswith("text/html"):
            return []
        html = response.content.decode()
        page = Page(address, html)
        if response.status_code == 200:
            self.read.add(name)
        elif response.status_code == 405:
            return []
        if "This site is archived" not in html.replace("\xa0", " "):
            self.faults.append(f"{address} says nothing of the archive")
        self.faults += [f"{address} sends to {target}" for target in page.sends - self.works]
        return sorted(link for link in page.links if not (urlsplit(link).netloc or urlsplit(link).scheme))


def archive(cluster: Cluster) -> None:
    update_cluster(cluster=cluster, status=ClusterStatus.ARCHIVED)
    host_cache.clear()


@pytest.fixture
def world(db: None) -> World:
    """A row of everything."""
    return make_world()


def test_no_page_of_an_archived_site_offers_what_it_refuses(world: World, alpha: Cluster, client_for: Make) -> None:
    archive(alpha)
    walk = Walk(client_for())
    routes = [item.route for item in endpoints(settings.ROOT_URLCONF) if not item.route.startswith(("api/", "admin/"))]
    walk.through(path for route in routes for path in addresses.known(route, world.known, 1))
    assert not walk.faults, "\n".join(walk.faults)
    assert walk.read >= {
        "/",
        "/participants/",
        "/participants/known/",
        "/ideas/700001/",
        "/events/700001/",
        "/search/",
    }
    assert walk.answers["/accounts/login/"] == walk.answers["/me/"] == 403


@pytest.mark.parametrize("actor", ["registered", "member", "coordinator"])
def test_who_was_signed_in_reads_on_as_a_guest(world: World, alpha: Cluster, client_for: Make, actor: str) -> None:
    client = client_for(world.users[actor])
    assert client.get("/me/").status_code == 200
    archive(alpha)
    walk = Walk(client)
    walk.through(OF_TIERS, everywhere=False)
    assert not walk.faults, "\n".join(walk.faults)
    assert {path: walk.answers[path] for path in OF_TIERS} == {path: 200 if path == "/" else 403 for path in OF_TIERS}


def test_the_walk_finds_offers_on_an_open_site(world: World, client_for: Make) -> None:
    walk = Walk(client_for())
    walk.through(["/"], everywhere=False)
    assert any("sends to /accounts/signup/" in fault for fault in walk.faults)


def test_the_language_can_still_be_chosen(alpha: Cluster) -> None:
    update_cluster(cluster=alpha, status=ClusterStatus.ARCHIVED, languages=["ru", "en"])
    host_cache.clear()
    client = Client(headers={"host": "alpha.testserver", "accept-language": "ru"}, enforce_csrf_checks=True)
    client.get("/")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    sent = client.post(reverse("set_language"), {"language": "en", "next": "/", "csrfmiddlewaretoken": token})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/")
    assert client.get("/").headers["Content-Language"] == "en"
    assert client.post(reverse("set_language"), {"language": "ru"}).status_code == 403


def test_the_api_of_an_archived_site_leads_nobody_to_sign_in(world: World, alpha: Cluster, client_for: Make) -> None:
    client = client_for(world.users["member"])
    assert client.get("/api/v1/events/700001/").json()["door"] == "registered"
    archive(alpha)
    assert client.get("/api/v1/events/700001/").json()["door"] == "closed"
    refused = client.get("/api/v1/registrations/")
    assert (refused.status_code, refused.json()["code"]) == (403, "archived")


def test_an_archived_item_asks_nobody_to_write(world: World, alpha: Cluster, client_for: Make) -> None:
    from clusterkit.access.models import Rule

    Rule.objects.create(action="ideas.read", tier="guest")
    assert "Writing is not open to you yet" in _text(client_for(), "/ideas/700001/")
    archive(alpha)
    text = _text(client_for(), "/ideas/700001/")
    assert "Writing is not open to you yet" not in text
    assert "The discussion is closed" in text


def _text(client: Client, path: str) -> str:
    return client.get(path).content.decode().replace("\xa0", " ")
