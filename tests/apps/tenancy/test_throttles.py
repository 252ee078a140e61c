"""The limit of one network address holds over all clusters together, that of a person in his own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clusterkit.core.api.throttles import PersonThrottle
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.throttles import AddressThrottle
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.plugin import ALPHA_HOST, BETA_HOST

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]


@pytest.fixture(autouse=True)
def _two_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    for throttle in (AddressThrottle, PersonThrottle):
        monkeypatch.setattr(throttle, "THROTTLE_RATES", {"address": "2/min", "person": "2/min"})


def statuses(client: Client, times: int) -> list[int]:
    return [client.get("/api/v1/").status_code for _number in range(times)]


def test_a_guest_has_no_new_attempts_in_another_cluster(client_for: Make) -> None:
    assert statuses(client_for(host=ALPHA_HOST), 2) == [200, 200]
    answer: Any = client_for(host=BETA_HOST).get("/api/v1/")
    assert answer.status_code == 429
    assert answer.json()["code"] == "throttled"
    assert int(answer.headers["Retry-After"]) > 0


def test_people_with_the_same_number_are_counted_apart(client_for: Make, beta: Cluster) -> None:
    person = UserFactory()
    with cluster_context(beta):
        other = client_for(UserFactory(pk=person.pk), host=BETA_HOST)
        assert statuses(other, 3) == [200, 200, 429]
    assert statuses(client_for(person), 3) == [200, 200, 429]
