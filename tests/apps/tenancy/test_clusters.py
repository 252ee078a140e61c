"""Clusters are made whole, found by host, and kept apart."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from clusterkit.access.models import Grant
from clusterkit.tenancy.context import cluster_context, current_schema
from clusterkit.tenancy.exceptions import CrossTenantError
from clusterkit.tenancy.models import Cluster

pytestmark = pytest.mark.django_db


def test_a_test_stands_in_alpha(alpha: Cluster) -> None:
    assert current_schema() == alpha.schema_name


def test_rows_of_two_clusters_have_equal_keys_and_do_not_mix(alpha: Cluster, beta: Cluster) -> None:
    people = get_user_model().objects
    in_alpha = people.create_user("canary-alpha@example.org", pk=4711)
    with cluster_context(beta):
        in_beta = people.create_user("canary-beta@example.org", pk=4711)
        assert in_beta.pk == in_alpha.pk
        assert [user.email for user in people.all()] == ["canary-beta@example.org"]
        with pytest.raises(CrossTenantError):
            in_alpha.save()
    assert [user.email for user in people.all()] == ["canary-alpha@example.org"]


def test_a_query_set_is_not_evaluated_in_another_cluster(beta: Cluster) -> None:
    rows = Grant.objects.all()
    with cluster_context(beta), pytest.raises(CrossTenantError):
        list(rows)
