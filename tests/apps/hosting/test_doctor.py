"""``clusters doctor``: each fault is made, named with its remedy, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from clusterkit.hosting.doctor import examine
from clusterkit.tenancy.context import public_schema, tenant_connection
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster, Domain, SchemaRecord
from tests.apps.hosting.servers import pgbouncer
from tests.apps.hosting.test_threads import own_connection

pytestmark = pytest.mark.django_db

# What the test server is by itself.
HARMLESS = {"clusterkit.W100"}


def sql(*commands: str) -> None:
    with public_schema(), tenant_connection().cursor() as cursor:
        for command in commands:
            cursor.execute(command)


def ids() -> list[str]:
    return sorted({finding.id for finding in examine()} - HARMLESS)


def test_a_sound_deployment_has_no_findings(alpha: Cluster, beta: Cluster) -> None:
    assert ids() == []


def _mixed_case(alpha: Cluster, beta: Cluster) -> None:
    Domain.objects.create(tenant=alpha, domain="WWW.Alpha.example.org", is_primary=False)


def _claimed_twice(alpha: Cluster, beta: Cluster) -> None:
    Domain.objects.create(tenant=beta, domain="Alpha.testserver", is_primary=False)


def _no_primary(alpha: Cluster, beta: Cluster) -> None:
    Domain.objects.filter(tenant=alpha).update(is_primary=False)


def _cluster_table_in_public(alpha: Cluster, beta: Cluster) -> None:
    sql("CREATE TABLE public.clusterkit_directory_organisation (id bigint PRIMARY KEY)")


def _missing_table(alpha: Cluster, beta: Cluster) -> None:
    sql(f"DROP TABLE {alpha.schema_name}.clusterkit_access_rule")


def _extra_table(alpha: Cluster, beta: Cluster) -> None:
    sql(f"CREATE TABLE {alpha.schema_name}.forgotten (id bigint PRIMARY KEY)")


def _missing_schema(alpha: Cluster, beta: Cluster) -> None:
    Cluster.objects.filter(pk=alpha.pk).update(schema_name="c_gone_00000000")
    sql(f"ALTER SCHEMA {alpha.schema_name} RENAME TO elsewhere")


def _orphan(alpha: Cluster, beta: Cluster) -> None:
    sql("CREATE SCHEMA c_orphan_00000000")


def _reference(alpha: Cluster, beta: Cluster) -> None:
    sql(
        f"ALTER TABLE {alpha.schema_name}.clusterkit_access_rule ADD COLUMN cluster_id bigint"
        " REFERENCES public.clusterkit_tenancy_cluster (id)"
    )


def _lagging(alpha: Cluster, beta: Cluster) -> None:
    sql(f"DELETE FROM {alpha.schema_name}.django_migrations WHERE app = 'clusterkit_news'")


def _shared_migrations(alpha: Cluster, beta: Cluster) -> None:
    sql("DELETE FROM public.django_migrations WHERE app = 'clusterkit_hosting'")


def _stale_record(alpha: Cluster, beta: Cluster) -> None:
    SchemaRecord.objects.update(key="of yesterday")


def _undistributed(alpha: Cluster, beta: Cluster) -> None:
    # As Citus names its view; beta is known to it, alpha is not.
    sql(
        "CREATE TABLE public.citus_schemas (schema_name regnamespace PRIMARY KEY)",
        f"INSERT INTO public.citus_schemas VALUES ('{beta.schema_name}')",
    )


def _half_removed(alpha: Cluster, beta: Cluster) -> None:
    Cluster.objects.filter(pk=alpha.pk).update(status=ClusterStatus.DELETING)


@pytest.mark.parametrize(
    ("fault", "expected", "word"),
    [
        (_mixed_case, ["clusterkit.E110"], "www.alpha.example.org"),
        (_claimed_twice, ["clusterkit.E110", "clusterkit.E111"], "stored 2 times: alpha, beta"),
        (_no_primary, ["clusterkit.E112"], "alpha has no primary domain"),
        (_cluster_table_in_public, ["clusterkit.E120"], "DROP TABLE public.clusterkit_directory_organisation"),
        (_missing_table, ["clusterkit.E122"], "alpha lacks clusterkit_access_rule"),
        (_extra_table, ["clusterkit.W120"], "alpha has forgotten"),
        (_missing_schema, ["clusterkit.E121"], "c_gone_00000000"),
        (_orphan, ["clusterkit.W121"], "c_orphan_00000000"),
        (_reference, ["clusterkit.E123"], "into the schema public"),
        (_lagging, ["clusterkit.W122"], "1 of 2 clusters wait for migrations: alpha"),
        (_shared_migrations, ["clusterkit.E125"], "clusterkit_hosting."),
        (_stale_record, ["clusterkit.W123"], "No record"),
        (_undistributed, ["clusterkit.E101"], "citus_schema_distribute"),
        (_half_removed, ["clusterkit.W121"], "clusters repair"),
    ],
)
def test_each_fault_is_named(
    fault: Callable[[Cluster, Cluster], None], expected: list[str], word: str, alpha: Cluster, beta: Cluster
) -> None:
    with public_schema():
        fault(alpha, beta)
    found = [finding for finding in examine() if finding.id not in HARMLESS]
    assert set(expected) <= {finding.id for finding in found}
    assert word in "\n".join(f"{finding.what} {finding.remedy}" for finding in found)
    assert all(finding.remedy for finding in found)


def test_settings_are_looked_over_too(settings: Any) -> None:
    settings.USE_X_FORWARDED_HOST = True
    assert ids() == ["clusterkit.W040"]


def test_the_command_answers_with_its_exit_code(alpha: Cluster, beta: Cluster, settings: Any) -> None:
    out = StringIO()
    settings.USE_X_FORWARDED_HOST = True
    call_command("clusters", "doctor", stdout=out)
    assert "warning  clusterkit.W040" in out.getvalue()
    assert "do: Let the web server" in out.getvalue()
    assert "0 errors, " in out.getvalue()
    with public_schema():
        _no_primary(alpha, beta)
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("clusters", "doctor", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["ok"], said["errors"]) == (False, 1)
    assert {"id", "severity", "what", "remedy", "cluster"} == set(said["findings"][0])


def test_behind_an_unsafe_pooler_that_is_the_finding() -> None:
    with pgbouncer("transaction") as where, own_connection(**where):
        found = examine()
    assert [(finding.id, finding.severity) for finding in found] == [("clusterkit.E041", "error")]
    assert "pool_mode = session" in found[0].what


def test_a_database_that_does_not_answer_is_the_finding() -> None:
    with own_connection(HOST="127.0.0.1", PORT="1"):
        assert [finding.id for finding in examine()] == ["clusterkit.E100"]
    assert connections["default"].is_usable()
