"""``clusters repair`` removes what is a leftover, finishes what was begun, and leaves all else alone."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from clusterkit.files import storage
from clusterkit.hosting.holding import hold
from clusterkit.hosting.repair import repair
from clusterkit.hosting.spares import make_spare
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.provisioning import make_marked_schema, remove_mark, schemas_of_ours

ORPHAN = "c_orphan_0123abcd"
TEMPLATE = "clusterkit_template_0123456789ab"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tidy(alpha: Cluster) -> None:
    """Files of earlier tests, whose clusters are gone."""
    repair()


def outcomes() -> dict[str, str]:
    return {finding.what.split(",")[0]: finding.outcome for finding in repair()}


def sql(text: str) -> None:
    with public_schema(), connection.cursor() as cursor:
        cursor.execute(text)


def test_where_all_is_in_order_nothing_is_touched() -> None:
    before = schemas_of_ours()
    out = StringIO()
    call_command("clusters", "repair", stdout=out)
    assert out.getvalue() == "Everything is in order.\n"
    assert schemas_of_ours() == before


def test_schemas_of_nobody_go_and_foreign_ones_stay() -> None:
    for name in (ORPHAN, TEMPLATE, "c_bookkeeping", "clusterkit_notes"):
        sql(f"CREATE SCHEMA {name}")
    sql(f"CREATE TABLE {ORPHAN}.row (id bigint primary key)")
    looked = {finding.what.split(",")[0]: finding.outcome for finding in repair(look_only=True)}
    assert looked == {f"schema {ORPHAN}": "found", f"schema {TEMPLATE}": "found"}
    assert outcomes() == {f"schema {ORPHAN}": "removed", f"schema {TEMPLATE}": "removed"}
    assert ORPHAN not in schemas_of_ours()
    with public_schema(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname IN ('c_bookkeeping', 'clusterkit_notes')")
        assert cursor.fetchone()[0] == 2


def test_what_a_living_session_makes_is_left_alone() -> None:
    make_marked_schema(TEMPLATE)
    assert outcomes() == {f"schema {TEMPLATE}": "in use"}
    sql(f"COMMENT ON SCHEMA {TEMPLATE} IS 'clusterkit: in the making by session 1 of 12.5'")
    assert outcomes() == {f"schema {TEMPLATE}": "removed"}
    make_marked_schema(TEMPLATE)
    remove_mark(TEMPLATE)
    assert schemas_of_ours()[TEMPLATE] is False


def test_a_schema_that_is_held_is_left_alone() -> None:
    sql(f"CREATE SCHEMA {ORPHAN}")
    with hold(ORPHAN):
        assert outcomes() == {f"schema {ORPHAN}": "in use"}
    assert outcomes() == {f"schema {ORPHAN}": "removed"}


def test_a_half_cluster_goes_with_its_hosts() -> None:
    with public_schema():
        half = Cluster.objects.create(slug="half", name="Half", short_name="Half", schema_name=ORPHAN)
        Domain.objects.create(tenant=half, domain="half.testserver", is_primary=True)
    sql(f"CREATE SCHEMA {ORPHAN}")
    with hold(ORPHAN):
        assert outcomes() == {"cluster half": "in use"}
    assert outcomes() == {"cluster half": "removed"}
    with public_schema():
        assert not Domain.objects.filter(domain="half.testserver").exists()
    assert ORPHAN not in schemas_of_ours()


def test_a_removal_is_finished(beta: Cluster) -> None:
    with public_schema():
        Cluster.objects.filter(pk=beta.pk).update(status="deleting")
    with override_settings(CLUSTERKIT={**settings.CLUSTERKIT, "HOST_CACHE_POLL": 0.0, "DRAIN_SECONDS": 0}):
        assert outcomes() == {"cluster beta": "finished"}
    assert beta.schema_name not in schemas_of_ours()


def test_files_of_nobody_go_and_those_of_clusters_stay(alpha: Cluster) -> None:
    stored = storage.private_storage()
    kept = stored.save(f"{alpha.schema_name}/ab/kept", ContentFile(b"kept"))
    orphan = stored.save(f"{ORPHAN}/ab/gone", ContentFile(b"gone"))
    foreign = stored.save("exports/gone", ContentFile(b"a host's own"))
    assert [finding.outcome for finding in repair(look_only=True)] == ["found"]
    assert stored.exists(orphan)
    assert outcomes() == {f"private files of {ORPHAN}": "removed"}
    assert [stored.exists(name) for name in (kept, orphan, foreign)] == [True, False, True]
    assert storage.schema_folders() == [alpha.schema_name]


def test_spares_are_brought_to_their_number() -> None:
    make_spare()
    with override_settings(CLUSTERKIT={**settings.CLUSTERKIT, "SPARE_SCHEMAS": 2}):
        assert [finding.outcome for finding in repair()] == ["made"]
        assert repair() == []


def test_what_it_cannot_mend_needs_a_person(alpha: Cluster, beta: Cluster) -> None:
    sql(f'DROP SCHEMA "{beta.schema_name}" CASCADE')
    with public_schema():
        Domain.objects.filter(tenant=alpha).delete()
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("clusters", "repair", "--json", "--dry-run", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    assert answer["ok"] is False
    assert {finding["what"]: finding["remedy"][:7] for finding in answer["findings"]} == {
        "cluster alpha has no host name": "give it",
        "cluster beta has no schema": "restore",
    }


@pytest.mark.django_db(transaction=True)
def test_the_mark_ends_with_the_session_that_set_it(alpha: Cluster) -> None:
    """A session that is gone, however it went, makes nothing any more."""
    with psycopg.connect(**connection.get_connection_params() | {"dbname": connection.settings_dict["NAME"]}) as other:
        pid, since = other.execute(
            "SELECT pid, extract(epoch FROM backend_start)::text FROM pg_stat_activity WHERE pid = pg_backend_pid()"
        ).fetchone()  # type: ignore[misc]
        other.execute(f"CREATE SCHEMA {TEMPLATE}")
        other.execute(f"COMMENT ON SCHEMA {TEMPLATE} IS 'clusterkit: in the making by session {pid} of {since}'")
        other.commit()
        assert outcomes() == {f"schema {TEMPLATE}": "in use"}
        with cluster_context(alpha), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert outcomes() == {f"schema {TEMPLATE}": "removed"}
