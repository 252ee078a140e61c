"""``clusters delete`` leaves nothing, and can be taken up again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from clusterkit.hosting.archives import delete_cluster, removing, resume_deletion
from clusterkit.hosting.exceptions import BusyError, HostingError
from clusterkit.hosting.holding import hold, is_held
from clusterkit.hosting.hooks import ClusterRemoval, cluster_removal
from clusterkit.hosting.models import ClusterMigration, MigrationRun
from clusterkit.hosting.repair import repair
from clusterkit.tenancy.context import cluster_context, current_schema, public_schema
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.exceptions import NoClusterError
from clusterkit.tenancy.jobs import make_payload, take_up
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import create_cluster
from clusterkit.tenancy.services import add_domain
from tests.apps.hosting.archiving import checksums, filled, fresh, killed, schemas, sql, tables_of
from tests.apps.hosting.servers import redis_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("swift")]
CANARY = "canary-of-the-removed"


def public_rows() -> str:
    """All rows of all tables of the platform as text."""
    return "\n".join(
        row for table in tables_of("public") for (row,) in sql("public", f'SELECT t::text FROM "{table}" t')
    )


def removed(cluster: Cluster, swift: Path) -> None:
    """Assert that nothing anywhere knows *cluster* any more."""
    assert cluster.schema_name not in schemas()
    rows = public_rows()
    for word in (cluster.schema_name, f"{cluster.slug}.testserver", CANARY):
        assert word not in rows
    for path in swift.rglob("*"):
        assert cluster.schema_name not in str(path)
    assert not [key for key in cache._cache if cluster.schema_name in key]  # type: ignore[attr-defined]


def test_nothing_is_left_and_the_address_is_free(alpha: Cluster, swift: Path, client_for: Any) -> None:
    one = filled("one", canary=CANARY)
    add_domain(cluster=one, host="www.one.testserver")
    kept = checksums(alpha)
    with public_schema():
        ClusterMigration.objects.create(run=MigrationRun.objects.create(where="here"), cluster=one, method="replay")
        cache.set("platform", 1)
    with cluster_context(one):
        cache.set("remembered", CANARY)
        job = make_payload(actor_id=None)
    assert client_for(host="one.testserver").get("/").status_code == 200
    assert one.schema_name in public_rows()
    call_command("clusters", "delete", "one", "--yes-delete", "one", "--quiet")
    removed(one, swift)
    for host in ("one.testserver", "www.one.testserver"):
        assert client_for(host=host).get("/").status_code == 404
    assert checksums(alpha) == kept
    with public_schema():
        assert cache.get("platform") == 1
    assert repair() == []
    with pytest.raises(NoClusterError):
        take_up(job, lambda actor_id: None)
    again = create_cluster(slug="one", host="one.testserver", name="Again")
    assert again.schema_name != one.schema_name
    assert client_for(host="one.testserver").get("/").status_code == 200


@pytest.mark.parametrize("typed", [[], ["--yes-delete", "two"], ["--yes-delete", "ONE"]])
def test_the_address_is_typed_again(typed: list[str]) -> None:
    one = create_cluster(slug="one", host="one.testserver", name="One")
    with pytest.raises(CommandError, match=r"Nothing was removed.*--yes-delete one"):
        call_command("clusters", "delete", "one", *typed)
    assert fresh("one").status == ClusterStatus.ACTIVE
    assert one.schema_name in schemas()


def test_its_hosts_answer_404_before_anything_is_dropped(client_for: Any) -> None:
    one = filled("one", files=0)
    assert client_for(host="one.testserver").get("/").status_code == 200
    seen: list[tuple[str, int, bool]] = []

    def look(payload: ClusterRemoval) -> None:
        status = client_for(host="one.testserver").get("/").status_code
        seen.append((current_schema(), status, payload.cluster.schema_name in schemas()))

    with cluster_removal.override(look):
        delete_cluster(cluster=one)
    assert seen == [(one.schema_name, 404, True)]


def test_what_stops_it_is_said_and_it_goes_on_later(swift: Path) -> None:
    one = filled("one")

    def fail(payload: ClusterRemoval) -> None:
        raise RuntimeError("the search index is away")

    with cluster_removal.override(fail), pytest.raises(RuntimeError):
        delete_cluster(cluster=one)
    assert fresh("one").status == ClusterStatus.DELETING
    with hold(one.schema_name):
        assert is_held(one.schema_name)
        with pytest.raises(BusyError):
            resume_deletion(one)
    assert not is_held(one.schema_name)
    assert [finding.outcome for finding in repair()] == ["finished"]
    removed(one, swift)
    resume_deletion(one)


def test_tables_in_use_are_waited_for_and_then_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from clusterkit.hosting.holding import own_connection
    from clusterkit.tenancy import schemas as whole_schemas

    one = filled("one", files=0)
    monkeypatch.setattr(whole_schemas, "LOCK_TIMEOUT_SECONDS", 0.2)
    with own_connection("reader") as reader:
        reader.execute(f'SELECT count(*) FROM "{one.schema_name}".clusterkit_directory_organisation')
        with pytest.raises(HostingError, match="in use"):
            delete_cluster(cluster=one)
    assert one.schema_name in schemas()
    resume_deletion(one)
    assert one.schema_name not in schemas()


def test_a_cluster_that_is_served_is_never_taken_for_a_rest() -> None:
    one = filled("one", files=0)
    for remove in (resume_deletion, removing.discard):
        with pytest.raises(HostingError, match="nothing of it was removed"):
            remove(one)
    assert one.schema_name in schemas()


@pytest.mark.long
@pytest.mark.parametrize("step", ["removing.remove_all", "removing.drop_schema"])
def test_killed_anywhere_repair_finishes_it(step: str, swift: Path, client_for: Any) -> None:
    one = filled("one")
    killed(step, lambda: delete_cluster(cluster=one))
    assert client_for(host="one.testserver").get("/").status_code == 404
    found = repair()
    while any(finding.outcome == "in use" for finding in found):
        found = repair()
    removed(one, swift)


@pytest.mark.long
def test_killed_before_its_mark_is_there_nothing_has_happened() -> None:
    one = filled("one")
    before = checksums(one)
    killed("removing.announce_host_change", lambda: delete_cluster(cluster=one))
    assert fresh("one").status == ClusterStatus.ACTIVE
    assert checksums(one) == before
    assert repair() == []


def test_entries_in_redis_go_too(settings: Any, alpha: Cluster) -> None:
    one = create_cluster(slug="one", host="one.testserver", name="One")
    with redis_server() as url:
        backend = "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {
            "default": {"BACKEND": backend, "LOCATION": url, "KEY_FUNCTION": "clusterkit.tenancy.caching.make_key"}
        }
        for cluster in (alpha, one):
            with cluster_context(cluster):
                cache.set_many({f"key{number}": number for number in range(3)})
        delete_cluster(cluster=one)
        with cluster_context(one):
            assert cache.get_many([f"key{number}" for number in range(3)]) == {}
        with cluster_context(alpha):
            assert len(cache.get_many([f"key{number}" for number in range(3)])) == 3
        cache.close()
