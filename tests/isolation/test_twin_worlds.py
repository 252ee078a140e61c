"""Twin worlds: two databases that differ only in what a tier may not know give that tier equal bytes.

Both have the same items that everybody sees. What a tier may not know differs in everything: in one it is about Kvarz, in
the other about Zenit, in number too. Every address that the exchange answers to, and the surfaces where it shows (home,
search, organisations, feeds, notices), is read in both, with filters, orders and words that a curious person would try.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from clusterkit.access.endpoints import endpoints
from clusterkit.core.policies import MEMBER
from clusterkit.directory.models import Organisation
from clusterkit.tenancy.context import current_cluster, tenant_connection
from clusterkit.tenancy.hooks import WorkerTick, worker_tick
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    CapabilityFactory,
    OrganisationFactory,
    SectorFactory,
)
from clusterkit.testing.matrix.addresses import parts_of, shape_of
from tests.contracts import addresses

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.skipif(not apps.is_installed("clusterkit.ideas"), reason="There is no exchange here"),
]
Make = Callable[..., Client]
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
PUBLIC, ANONYMOUS, THEIRS = 910_001, 910_002, 910_003
"""Items that stand in both worlds: open ones, one without a name, one that the member's organisation wrote."""
HIDDEN = range(920_001, 920_012)
"""Keys of what a tier may not know: some are rows in one world and nothing in the other."""
OWN, OTHER, FIRST_OWNER, SECOND_OWNER = 930_001, 930_002, 930_003, 930_004
KINDS = ("open", "members", "anonymous", "draft", "in_review", "hidden", "rejected", "withdrawn")
DIFFERS_BY_NATURE = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|csrf-token" content="[^"]+"|nonce="[^"]+"|nonce-[\w+/=-]+|"csrf_token":"[^"]+"'
    rb"|X-CSRFToken[^}]*"
)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Hundreds of expected refusals would drown the difference in the report."""
    for name in ("django.request", "django.security", "clusterkit"):
        caplog.set_level(logging.CRITICAL, logger=name)


@dataclass(frozen=True)
class Twin:
    """One of the two: its word, how many of each hidden thing it has, and who owns the item without a name."""

    word: str
    number: int
    owner: int
    colleague: int


TWINS = (Twin("Kvarz", 1, FIRST_OWNER, 940_003), Twin("Zenit", 3, SECOND_OWNER, 940_004))


@dataclass
class People:
    """Who looks, and those who wrote."""

    registered: Any
    member: Any
    stranger: Any


def make_what_all_know() -> People:
    """Rows that are the same in both worlds."""
    from clusterkit.ideas.enums import ItemMode
    from clusterkit.testing.factories.ideas import CommentFactory, InterestFactory, ItemFactory

    people = People(
        UserFactory(pk=940_001, name="Rita Registered", email="rita@example.org"),
        UserFactory(pk=940_002, name="Max Member", email="max@example.org", tier=MEMBER),
        UserFactory(pk=940_005, name="Sam Stranger", email="sam@example.org", tier=MEMBER),
    )
    organisations: dict[int, Any] = {}
    sector = SectorFactory(pk=FIRST_OWNER, code="polymers")
    SectorFactory(pk=SECOND_OWNER, code="hidden-field")
    for key, slug in ((OWN, "own"), (OTHER, "other"), (FIRST_OWNER, "first-owner"), (SECOND_OWNER, "second-owner")):
        organisations[key] = OrganisationFactory(pk=key, slug=slug)
        CapabilityFactory(pk=key, organisation=organisations[key], title=f"Capability of {slug}")
    AdminAffiliationFactory(organisation=organisations[OWN], user=people.member)
    AdminAffiliationFactory(organisation=organisations[OTHER], user=people.stranger)
    for key, user in ((FIRST_OWNER, TWINS[0].colleague), (SECOND_OWNER, TWINS[1].colleague)):
        user_row = UserFactory(pk=user, email=f"p{user}@example.org", name="Olga Owner")
        AdminAffiliationFactory(organisation=organisations[key], user=user_row)
    shared = {"sectors": [sector], "tags": ["pump"]}
    item = ItemFactory(pk=PUBLIC, title="A pump", organisation=organisations[OTHER], author=people.stranger, **shared)
    ItemFactory(
        pk=THEIRS,
        title="Pumps repaired",
        organisation=organisations[OWN],
        author=people.member,
        kind="offer",
        **shared,
    )
    CommentFactory(pk=PUBLIC, item=item, author=people.member, organisation=organisations[OWN])
    nameless = ItemFactory(
        pk=ANONYMOUS,
        title="Pumps to lend",
        organisation=organisations[FIRST_OWNER],
        author=None,
        mode=ItemMode.ANONYMOUS,
        kind="offer",
        **shared,
    )
    InterestFactory(pk=ANONYMOUS, item=nameless, organisation=organisations[OWN], author=people.member)
    return people


def make_what_few_know(twin: Twin, people: People) -> None:
    """Rows that neither the guest nor the registered person nor the member may know."""
    from clusterkit.ideas.enums import ItemMode, ItemState
    from clusterkit.ideas.models import (
        Comment,
        CommentRevision,
        Interest,
        InterestMessage,
        Item,
        ItemChange,
        OfficialAnswer,
        Report,
        Sanction,
    )
    from clusterkit.testing.factories.ideas import CommentFactory, ItemFactory

    # Whose the item without a name is, and what its owner says about it.
    Item.objects.filter(pk=ANONYMOUS).update(organisation_id=twin.owner, author_id=twin.colleague)
    voice = {"author_id": twin.colleague, "organisation_id": twin.owner}
    Comment.objects.create(pk=ANONYMOUS, item_id=ANONYMOUS, text="The owner answers", **voice)
    InterestMessage.objects.create(pk=ANONYMOUS, interest_id=ANONYMOUS, text="Tell us more", **voice)
    other, writer = Organisation.objects.get(pk=OTHER), {"author": people.stranger}
    state = {
        "draft": ItemState.DRAFT,
        "in_review": ItemState.IN_REVIEW,
        "hidden": ItemState.HIDDEN,
        "rejected": ItemState.REJECTED,
        "withdrawn": ItemState.WITHDRAWN,
    }
    for number, (kind, key) in enumerate(zip(KINDS[3:], HIDDEN, strict=False)):
        if number % 2 and twin is TWINS[0]:
            continue
        for copy in range(twin.number):
            item = ItemFactory(
                pk=key + 100 * copy,
                organisation=other,
                author=people.stranger,
                title=f"{twin.word} {kind} pump",
                tags=["pump", twin.word.lower()],
                sectors=[SECOND_OWNER, FIRST_OWNER],
                region="brest",
                state=state[kind],
            )
            CommentFactory(item=item, author=people.stranger, text=f"{twin.word} comment")
    # A talk of two others about an open item, of the same number: that others answered is no secret.
    talk = Interest.objects.create(pk=PUBLIC, item_id=PUBLIC, organisation_id=SECOND_OWNER, message=twin.word)
    InterestMessage.objects.create(interest=talk, organisation_id=OTHER, text=f"{twin.word} message")
    # Places of removed and hidden comments stand in both, what was written there is nobody's any more.
    for key, gone in ((THEIRS, {"deleted_at": NOW}), (ANONYMOUS + 100, {"hidden_at": NOW, "hidden_note": twin.word})):
        root = Comment.objects.create(pk=key, item_id=PUBLIC, text=f"{twin.word} removed", **writer, **gone)
        Comment.objects.create(pk=key + 1000, item_id=PUBLIC, parent=root, text="An answer", author=people.registered)
        CommentRevision.objects.create(comment=root, text=f"{twin.word} earlier", written_at=NOW)
    for _copy in range(twin.number):
        Report.objects.create(item_id=PUBLIC, reason="spam", text=twin.word)
    Sanction.objects.create(user=people.stranger, kind="warning", reason=twin.word)
    ItemChange.objects.create(item_id=PUBLIC, values={"title": twin.word}, author=people.stranger)
    OfficialAnswer.objects.create(item_id=PUBLIC, decision="adopted", text=twin.word)
    assert Comment.objects.filter(text__startswith=twin.word).exists()
    assert Item.objects.filter(mode=ItemMode.ANONYMOUS).count() == 1


def make_what_members_know(twin: Twin, people: People) -> None:
    """Rows that neither the guest nor the registered person may know."""
    from clusterkit.ideas.enums import ItemMode
    from clusterkit.testing.factories.ideas import CommentFactory, ItemFactory

    for copy in range(twin.number):
        item = ItemFactory(
            pk=HIDDEN[8] + 100 * copy,
            organisation=Organisation.objects.get(pk=OTHER),
            author=people.stranger,
            mode=ItemMode.MEMBERS,
            title=f"{twin.word} for members pump",
            tags=["pump", twin.word.lower()],
            sectors=[SECOND_OWNER, FIRST_OWNER],
            region="brest",
            kind="offer" if twin is TWINS[0] else "idea",
        )
        CommentFactory(item=item, author=people.stranger, text=f"{twin.word} among members")


def questions() -> Iterator[str]:
    """Every address of the exchange, and where it shows."""
    values = {
        "pk": [str(key) for key in (PUBLIC, ANONYMOUS, THEIRS, *HIDDEN)],
        "uuid": ["0"],
        "kind": ["request", "idea"],
    }
    for endpoint in endpoints(settings.ROOT_URLCONF):
        shape = shape_of(endpoint.route)
        if shape.startswith(("/ideas/", "/api/v1/")) and "uuid" not in endpoint.route and _is_of_exchange(endpoint):
            limit = 40 if len(parts_of(shape)) > 1 else 20
            yield from addresses.known(endpoint.route, values, limit)
    words = ("Kvarz", "Zenit", "kvar", "Zenti", "pump", "Olga", "first-owner", "Capability of first-owner")
    for word in words:
        for page in ("/ideas/", "/api/v1/items/", "/search/", "/participants/", "/ideas/feed/"):
            yield f"{page}?q={word}"
    filters = [
        *(
            "organisation=first-owner",
            "organisation=second-owner",
            "tag=kvarz",
            "tag=zenit",
            "tag=pump",
            "sector=hidden-field",
        ),
        *(
            "sector=polymers",
            "region=brest",
            "state=hidden",
            "state=draft",
            "state=published",
            "whose=followed",
            "whose=mine",
        ),
        *(
            "sort=ending",
            "sort=newest",
            "sort=discussed",
            "sort=best",
            "kind=offer",
            "kind=idea",
            "ordering=organisation",
        ),
        *(
            "ordering=author",
            "ordering=-title",
            "author=Olga",
            "mode=members",
            "mode=anonymous",
            "organisation__slug=first-owner",
        ),
    ]
    for text in filters:
        for page in ("/ideas/", "/api/v1/items/", "/ideas/feed/"):
            yield f"{page}?{text}"
    yield from (
        "/",
        "/participants/",
        "/search/",
        "/notices/",
        "/notifications/",
        "/my/",
        "/me/",
        "/sitemap.xml",
        "/api/v1/",
    )
    for slug in ("own", "other", "first-owner", "second-owner"):
        yield f"/participants/{slug}/"
        yield f"/api/v1/organisations/{slug}/"


def _is_of_exchange(endpoint: Any) -> bool:
    return str(getattr(endpoint.target, "__module__", "")).startswith("clusterkit.ideas")


class Reader:
    """Reads as one person; nothing that a request did stays."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.raise_request_exception = True
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    def read(self, path: str) -> bytes:
        """Status, headers that tell something, and the body, without what differs each time."""
        self.client.cookies.clear()
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        try:
            with transaction.atomic():
                answer: Any = self.client.get(path)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                transaction.set_rollback(True)
        finally:
            tenant_connection().search_path_set_schemas = None
        told = [
            f"{name}: {answer.headers.get(name, '')}" for name in ("Location", "ETag", "Content-Type", "Last-Modified")
        ]
        head = f"{answer.status_code} {' '.join(told)}\n".encode()
        return head + DIFFERS_BY_NATURE.sub(b"", body)


@contextmanager
def undone() -> Iterator[None]:
    """Nothing that happens inside stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    tenant_connection().search_path_set_schemas = None


def answers(twin: Twin, people: People, reader: Reader, asked: list[str], *, for_members: bool) -> dict[str, bytes]:
    """What the reader gets in the world of *twin*."""
    with undone():
        make_what_few_know(twin, people)
        if not for_members:
            make_what_members_know(twin, people)
        worker_tick.announce(WorkerTick(current_cluster(), timezone.now()))
        return {path: reader.read(path) for path in asked}


@pytest.mark.parametrize("tier", ["guest", "registered", "member"])
def test_what_a_tier_may_not_know_changes_no_byte_for_it(client_for: Make, tier: str) -> None:
    with time_machine.travel(NOW, tick=False):
        people = make_what_all_know()
        user = {"guest": None, "registered": people.registered, "member": people.member}[tier]
        reader = Reader(client_for(user))
        asked = list(dict.fromkeys(questions()))
        first, second = (answers(twin, people, reader, asked, for_members=tier == "member") for twin in TWINS)
    assert len(asked) > 300
    assert sum(answer.startswith(b"200") for answer in first.values()) > 40, "hardly anything was answered"
    told = {path: _difference(first[path], second[path]) for path in asked if first[path] != second[path]}
    lines = [f"{path}\n    {difference}" for path, difference in told.items()]
    assert not lines, f"{len(lines)} of {len(asked)} addresses tell the worlds apart:\n" + "\n".join(lines[:40])


def test_a_leak_would_be_seen(client_for: Make) -> None:
    """The control: who may know what differs sees the worlds differ."""
    with time_machine.travel(NOW, tick=False):
        people = make_what_all_know()
        reader = Reader(client_for(people.stranger))
        asked = ["/ideas/?whose=mine", f"/ideas/{HIDDEN[0]}/", "/ideas/?q=Kvarz"]
        first, second = (answers(twin, people, reader, asked, for_members=False) for twin in TWINS)
    assert all(first[path] != second[path] for path in asked)


def _difference(first: bytes, second: bytes) -> str:
    place = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    here = slice(max(0, place - 120), place + 120)
    return f"{first[here]!r}\n    {second[here]!r}"
