"""Query sets whose SQL is kept: they find what the query set would, wherever the connection stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from clusterkit.access.models import Grant
from clusterkit.core.policies import COORDINATOR, MEMBER
from clusterkit.core.written_once import WrittenOnce
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
USERS, DAYS = (-1_000_000_007, -1_000_000_009), (date(1901, 2, 3), date(1904, 5, 6))
TODAY = date(2026, 5, 1)


def since(user_id: Any, day: date) -> QuerySet[Any]:
    """The tiers that somebody has since *day* or later; the user is named twice."""
    rows = Grant.objects.filter(user_id=user_id, valid_from__gte=day).exclude(pk=F("user_id"), user_id=user_id)
    return rows.order_by("pk").values_list("tier", "valid_from")


def test_the_written_statement_finds_what_the_query_set_finds() -> None:
    anna, boris = UserFactory(), UserFactory()
    for user, tier, days in ((anna, MEMBER, 0), (anna, COORDINATOR, 5), (boris, MEMBER, 3)):
        Grant.objects.create(user=user, tier=tier, valid_from=TODAY + timedelta(days=days))
    written = WrittenOnce(since, USERS, DAYS)
    for user in (anna, boris):
        for days in (0, 1, 5, 6):
            asked = user.pk, TODAY + timedelta(days=days)
            assert written.rows(*asked) == list(since(*asked))
    assert written.is_written
    with CaptureQueriesContext(connection) as captured:
        assert written.rows(anna.pk, TODAY) == [(MEMBER, TODAY), (COORDINATOR, TODAY + timedelta(days=5))]
    assert len(captured) == 1


def test_one_statement_serves_each_cluster_with_its_own_rows(alpha: Cluster, beta: Cluster) -> None:
    written = WrittenOnce(since, USERS, DAYS)
    user = UserFactory()
    Grant.objects.create(user=user, tier=MEMBER, valid_from=TODAY)
    assert written.rows(user.pk, TODAY) == [(MEMBER, TODAY)]
    with cluster_context(beta):
        other = UserFactory(pk=user.pk)
        assert written.rows(other.pk, TODAY) == []
        Grant.objects.create(user=other, tier=COORDINATOR, valid_from=TODAY)
        assert written.rows(other.pk, TODAY) == [(COORDINATOR, TODAY)]
    assert written.rows(user.pk, TODAY) == [(MEMBER, TODAY)]


@pytest.mark.parametrize(
    "compose",
    [
        pytest.param(lambda user_id, day: since(user_id, day - timedelta(days=30)), id="computes"),
        pytest.param(lambda user_id, day: since(user_id, day) if day.year > 1903 else since(0, day), id="chooses"),
        pytest.param(lambda user_id, day: since(str(user_id).replace("-1", "x"), day), id="another-kind-of-key"),
    ],
)
def test_what_computes_with_its_arguments_is_composed_each_time(compose: Any) -> None:
    written = WrittenOnce(compose, USERS, DAYS)
    assert not written.is_written
    user = UserFactory()
    Grant.objects.create(user=user, tier=MEMBER, valid_from=TODAY)
    assert written.rows(user.pk, TODAY) == [(MEMBER, TODAY)]


def test_what_never_has_rows_has_none() -> None:
    written = WrittenOnce(lambda user_id: Grant.objects.none().values_list("tier"), USERS)
    assert (written.rows(1), written.is_written) == ([], False)
