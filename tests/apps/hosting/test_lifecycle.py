"""The status of a cluster: only the arrows of the table, and what each means for visitors."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hosts import host_cache, read_version
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.services import add_domain, rename_cluster, set_status, update_cluster
from clusterkit.tenancy.transitions import check_status_change, open_from

A, S, R, D, P = (
    ClusterStatus.ACTIVE,
    ClusterStatus.SUSPENDED,
    ClusterStatus.ARCHIVED,
    ClusterStatus.DELETING,
    ClusterStatus.PROVISIONING,
)
ALLOWED = {(P, A), (A, S), (S, A), (A, R), (S, R), (R, A), (P, D), (A, D), (S, D), (R, D)}


def stored(cluster: Cluster) -> Cluster:
    with public_schema():
        found: Cluster = Cluster.objects.get(pk=cluster.pk)
    return found


@pytest.mark.parametrize(("source", "target"), list(itertools.product(ClusterStatus, repeat=2)))
def test_the_table_has_these_arrows_and_no_others(source: ClusterStatus, target: ClusterStatus) -> None:
    if (source, target) in ALLOWED:
        check_status_change(source, target)
        return
    with pytest.raises(ValidationError) as refusal:
        check_status_change(source, target)
    assert str(ClusterStatus(source).label) in refusal.value.message_dict["status"][0]


@given(st.lists(st.sampled_from(list(ClusterStatus)), max_size=12))
def test_whatever_is_asked_a_cluster_in_removal_stays_so(wishes: list[ClusterStatus]) -> None:
    status: str = A
    removed = False
    for wish in wishes:
        if any(change.target == wish for change in open_from(status)):
            status = wish
        removed = removed or status == D
        assert not removed or status == D
        assert status != P


@pytest.mark.django_db
def test_a_note_is_kept_while_it_is_closed_and_goes_when_it_opens(alpha: Cluster) -> None:
    set_status(cluster=alpha, status=S, note="  We move to another hall.  ")
    assert (stored(alpha).status, stored(alpha).status_note) == (S, "We move to another hall.")
    set_status(cluster=alpha, status=A, note="is not told")
    assert (stored(alpha).status, stored(alpha).status_note) == (A, "")


@pytest.mark.django_db
def test_every_change_is_announced_to_the_other_processes(alpha: Cluster) -> None:
    numbers = [read_version()]
    set_status(cluster=alpha, status=S)
    numbers.append(read_version())
    set_status(cluster=alpha, status=R)
    numbers.append(read_version())
    rename_cluster(cluster=alpha, slug="alef")
    numbers.append(read_version())
    add_domain(cluster=alpha, host="alef.testserver", primary=True)
    numbers.append(read_version())
    assert numbers == sorted(set(numbers))


@pytest.mark.django_db
def test_no_way_of_writing_goes_round_the_table(alpha: Cluster) -> None:
    set_status(cluster=alpha, status=S)
    writes: tuple[Callable[[], Cluster], ...] = (
        lambda: set_status(cluster=alpha, status=S),
        lambda: set_status(cluster=alpha, status=P),
        lambda: update_cluster(cluster=alpha, status=P),
    )
    for write in writes:
        with pytest.raises(ValidationError) as refusal:
            write()
        assert list(refusal.value.message_dict) == ["status"]
    assert stored(alpha).status == S


@pytest.mark.django_db
def test_a_cluster_with_a_broken_row_can_be_closed(alpha: Cluster) -> None:
    with public_schema():
        Cluster.objects.filter(pk=alpha.pk).update(brand_colour="red", time_zone="Mars/Olympus")
    set_status(cluster=alpha, status=S)
    assert stored(alpha).status == S
    with pytest.raises(ValidationError) as refusal:
        set_status(cluster=alpha, status=R, note="n" * 2001)
    assert list(refusal.value.message_dict) == ["status_note"]


@pytest.mark.django_db
def test_hosts_follow_the_status(alpha: Cluster, client_for: Any) -> None:
    answers = []
    for status, path in ((S, "/"), (A, "/brand/brand.css"), (R, "/brand/brand.css"), (D, "/brand/brand.css")):
        set_status(cluster=alpha, status=status)
        host_cache.clear()
        answers.append(client_for().get(path).status_code)
    assert answers == [503, 200, 200, 404]


@pytest.mark.django_db
def test_a_renamed_cluster_keeps_schema_and_hosts_and_frees_its_address(alpha: Cluster, beta: Cluster) -> None:
    with pytest.raises(ValidationError, match="slug"):
        rename_cluster(cluster=alpha, slug="beta")
    renamed = rename_cluster(cluster=alpha, slug="alef", name={"ru": "Алеф"})
    assert (renamed.schema_name, renamed.primary_domain) == (alpha.schema_name, "alpha.testserver")
    assert (renamed.slug, renamed.name, renamed.short_name) == ("alef", {"ru": "Алеф"}, alpha.short_name)
    assert rename_cluster(cluster=beta, slug="alpha").slug == "alpha"
