"""The meter of links: what it counts, who sees it, and what it keeps to itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from clusterkit.access.services import set_rule
from clusterkit.access.viewer import viewer_of
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import NotPermitted
from clusterkit.core.policies import COORDINATOR, MEMBER
from clusterkit.directory.actions import VIEW_LINKS
from clusterkit.directory.addresses import address_of
from clusterkit.directory.hooks import LinkKind, LinkRow, Links, LinksPeriod, organisation_links
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors.links import links_meter
from clusterkit.directory.services.links import export_links
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
KIND = LinkKind("calls", "Calls", "People who called each other.")
PEOPLE = frozenset({1, 2, 3, 4, 5})


def body(answer: Any) -> bytes:
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # the file alone: closing the answer would close the connection too
        close()
    return content


def today() -> date:
    return timezone.localdate(timezone=ZoneInfo("Europe/Minsk"))


class World:
    """Two organisations that are linked by what ``rows`` says."""

    def __init__(self) -> None:
        self.first, self.second = OrganisationFactory(), OrganisationFactory()
        self.rows: list[LinkRow] = []
        self.asked: list[LinksPeriod] = []

    def links(self, period: LinksPeriod) -> list[Links]:
        self.asked.append(period)
        return [Links(KIND, self.rows)]

    def add(self, number: int = 4, people: frozenset[int] = PEOPLE, **kwargs: Any) -> None:
        values = {"when": today(), "first_id": self.first.pk, "second_id": self.second.pk, **kwargs}
        self.rows.append(LinkRow(number=number, people=people, **values))


@pytest.fixture
def world(db: None) -> Iterator[World]:
    made = World()
    with organisation_links.override(made.links):
        yield made


@pytest.fixture
def coordinator(db: None) -> Any:
    return UserFactory(tier=COORDINATOR)


def test_rows_of_one_quarter_are_added_up(world: World, coordinator: Any) -> None:
    world.add(4, frozenset({1, 2, 3}))
    world.add(2, frozenset({3, 4, 5}))
    world.add(6, frozenset({1, 2, 3, 4, 5}), second_id=world.first.pk)
    meter = links_meter(viewer_of(coordinator))
    [row] = meter.rows
    assert (row.figures[-1].crossing, row.figures[-1].total, row.figures[-1].share) == (6, 12, 50)
    [pair] = meter.pairs
    assert {pair.first, pair.second} == {world.first, world.second}
    assert pair.people == 5


def test_four_people_are_shown_nowhere(world: World, coordinator: Any, client_for: Clients) -> None:
    world.add(77, frozenset({1, 2, 3, 4}))
    page = client_for(coordinator).get(reverse("clusterkit_directory:links")).content.decode()
    html = page[page.index("<main") :]
    assert "77" not in html
    assert "ck-network" not in html
    assert str(world.first) not in html
    data = client_for(coordinator).get("/api/v1/organisation-links/").json()
    assert data["pairs"] == []
    assert data["rows"][0]["total"] == {"crossing": None, "total": None, "share": None}


def test_a_row_that_names_nobody_counts_and_is_no_pair(world: World, coordinator: Any) -> None:
    world.add(shows_pair=False)
    meter = links_meter(viewer_of(coordinator))
    assert meter.rows[0].figures[-1].crossing == 4
    assert meter.pairs == []


def test_the_period_is_two_years_of_the_clusters_quarters(world: World, coordinator: Any) -> None:
    links_meter(viewer_of(coordinator))
    [period] = world.asked
    assert str(period.time_zone) == "Europe/Minsk"
    assert period.since.utcoffset() == timedelta(hours=3)
    assert period.since <= datetime.now(ZoneInfo("UTC")) < period.until
    assert 700 < (period.until - period.since).days < 740


def test_an_organisation_that_one_may_not_see_is_in_no_pair(world: World, coordinator: Any) -> None:
    set_rule(action=VIEW_LINKS, tier=MEMBER, actor=viewer_of(coordinator))
    Organisation.objects.filter(pk=world.second.pk).update(is_published=False)
    world.add()
    meter = links_meter(viewer_of(UserFactory(tier=MEMBER)))
    assert meter.pairs == []
    assert meter.rows[0].total.crossing == 4


@pytest.mark.parametrize("tier", [None, MEMBER])
def test_it_is_for_the_office(world: World, client_for: Clients, tier: str | None) -> None:
    user = UserFactory(tier=tier)
    with pytest.raises(NotPermitted):
        links_meter(viewer_of(user))
    with pytest.raises(NotPermitted):
        export_links(actor=viewer_of(user), kind="csv", code="pairs")
    for url in ("/participants/links/", "/participants/links/export/"):
        assert client_for(user).get(url).status_code == 403
    for url in ("/api/v1/organisation-links/", "/api/v1/organisation-links/table/"):
        assert client_for(user).get(url).status_code == 403
    assert 'id="links"' not in client_for(user).get("/board/").content.decode()


def test_page_and_board_show_the_share(world: World, coordinator: Any, client_for: Clients) -> None:
    world.add(3)
    world.add(1, frozenset({11, 12, 13, 14, 15}), second_id=world.first.pk)
    client = client_for(coordinator)
    page = client.get(reverse("clusterkit_directory:links")).content.decode()
    assert "<strong>75 %</strong>" in page
    assert "ck-network__line" in page
    assert str(world.first) in page
    board = client.get("/board/").content.decode()
    assert "<strong>75 %</strong>" in board
    assert reverse("clusterkit_directory:links") in board


def test_both_tables_are_taken_home_and_it_is_written_down(world: World, coordinator: Any, client_for: Clients) -> None:
    world.add(3)
    client = client_for(coordinator)
    answer = client.get("/participants/links/export/")
    book = load_workbook(io.BytesIO(body(answer)))
    assert len(book.sheetnames) == 2
    assert [cell.value for cell in book.worksheets[1][2]][2] == 5
    assert AuditRow.objects.filter(action="directory.view_links").count() == 1
    answer = client.get("/participants/links/export/?as=csv&table=numbers")
    rows = list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"))))
    assert rows[-1][2:] == ["3", "3", "100"]
    answer = client.get("/api/v1/organisation-links/table/?as=csv&table=pairs")
    assert answer["Content-Type"].startswith("text/csv")
    assert body(answer).count(b"\n") == 2


@pytest.mark.parametrize("query", ["as=doc", "as=csv", "table=people", "as=csv&table=%00"])
def test_another_table_is_refused_with_words(world: World, coordinator: Any, client_for: Clients, query: str) -> None:
    client = client_for(coordinator)
    assert client.get(f"/participants/links/export/?{query}").status_code in (400, 422)
    answer = client.get(f"/api/v1/organisation-links/table/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")


def test_the_api_says_what_the_page_says(world: World, coordinator: Any, client_for: Clients) -> None:
    world.add(3)
    data = client_for(coordinator).get("/api/v1/organisation-links/").json()
    [row] = data["rows"]
    assert row["code"] == "calls"
    assert row["quarters"][-1] == {
        "quarter": f"{today().year}-Q{(today().month - 1) // 3 + 1}",
        "crossing": 3,
        "total": 3,
        "share": 100,
    }
    assert data["pairs"][0]["people"] == 5
    assert {data["pairs"][0]["first"]["id"], data["pairs"][0]["second"]["id"]} == {world.first.pk, world.second.pk}


def test_as_many_statements_for_three_pairs_as_for_one(world: World, coordinator: Any) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            links_meter(viewer_of(coordinator))
        return len(queries)

    world.add()
    once = count()
    for _index in range(2):
        world.add(second_id=OrganisationFactory().pk)
    assert count() == once


def test_an_organisation_may_not_take_the_address(coordinator: Any) -> None:
    assert address_of("Links") != "links"
