"""The union of all sources is written down once; a source that computes with its arguments is still right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.test.utils import CaptureQueriesContext

from clusterkit.access import sources
from clusterkit.access.models import Grant
from clusterkit.access.sources import GRANT, standing
from clusterkit.access.viewer import viewer_of
from clusterkit.core.policies import COORDINATOR, MEMBER, REGISTERED
from clusterkit.testing.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_source() -> Iterator[list[Any]]:
    """Sources of a host, taken back after the test."""
    before = list(sources.sources)
    yield sources.sources
    sources.sources[:] = before


def test_who_asks_and_when_are_put_into_the_written_statement() -> None:
    today = date(2026, 5, 1)
    anna, boris = UserFactory(), UserFactory()
    Grant.objects.create(user=anna, tier=MEMBER, valid_from=today, valid_until=today + timedelta(days=1))
    Grant.objects.create(user=boris, tier=COORDINATOR, valid_from=today + timedelta(days=5))
    assert [viewer_of(user, day=today).tier for user in (anna, boris)] == [MEMBER, REGISTERED]
    later = today + timedelta(days=9)
    assert [viewer_of(user, day=later).tier for user in (anna, boris)] == [REGISTERED, COORDINATOR]
    with CaptureQueriesContext(connection) as captured:
        viewer_of(anna, day=today)
    assert sum("rule" in query["sql"] for query in captured.captured_queries) == 1


def test_a_source_that_computes_with_the_day_is_asked_each_time(own_source: list[Any]) -> None:
    user = UserFactory()
    today = date(2026, 5, 1)
    Grant.objects.create(user=user, tier=MEMBER, valid_from=today, valid_until=today)

    def grace(user_id: int, day: date) -> QuerySet[Any]:
        rows = Grant.objects.filter(user_id=user_id, valid_until__gte=day - timedelta(days=30))
        return standing(rows, kind=GRANT, code=Value(MEMBER))

    own_source.append(grace)
    assert viewer_of(user, day=today + timedelta(days=20)).tier == MEMBER
    assert viewer_of(user, day=today + timedelta(days=40)).tier == REGISTERED


def test_a_source_without_rows_does_no_harm(own_source: list[Any]) -> None:
    def nothing(user_id: int, day: date) -> QuerySet[Any]:
        return standing(Grant.objects.none(), kind=GRANT, code="tier")

    own_source.append(nothing)
    assert viewer_of(UserFactory()).tier == REGISTERED
