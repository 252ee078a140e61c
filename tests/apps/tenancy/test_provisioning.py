"""A cluster is made by replay, equal to a migrated one, all or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from clusterkit.tenancy.context import cluster_context, public_schema, schema_context
from clusterkit.tenancy.exceptions import ProvisioningError
from clusterkit.tenancy.hooks import cluster_created
from clusterkit.tenancy.models import Cluster, Domain, SchemaRecord
from clusterkit.tenancy.provisioning import create, create_cluster, current_record, record_schema
from clusterkit.tenancy.provisioning.record import migration_key
from tests.apps.tenancy.dumps import schema_dump


def schemas() -> set[str]:
    with public_schema(), connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_replay_equals_the_migrations(alpha: Cluster) -> None:
    migrated = "c_migrated_by_django"
    with schema_context(migrated):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {migrated}")
        call_command("migrate_schemas", schema_name=migrated, interactive=False, verbosity=0)
    with schema_context(migrated):
        expected = set(MigrationRecorder(connection).applied_migrations())
    with cluster_context(alpha):
        assert set(MigrationRecorder(connection).applied_migrations()) == expected
    assert schema_dump(alpha.schema_name) == schema_dump(migrated)


@pytest.mark.django_db
def test_new_rows_count_on_where_the_record_ends(alpha: Cluster) -> None:
    from django.contrib.contenttypes.models import ContentType

    highest = ContentType.objects.order_by("-pk").values_list("pk", flat=True).first()
    assert highest
    assert ContentType.objects.create(app_label="new", model="thing").pk == highest + 1


@pytest.mark.django_db
def test_a_cluster_is_made_with_its_domain_and_answers(client_for: Any) -> None:
    cluster = create_cluster(slug="gamma", host="Gamma.TestServer.", name="Gamma")
    assert cluster.primary_domain == "gamma.testserver"
    assert cluster.absolute_url("/events/") == "http://gamma.testserver/events/"
    assert cluster.schema_name in schemas()
    assert client_for(host="gamma.testserver").get("/brand/brand.css").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "Ünï"}, "slug"),
        ({"slug": "public"}, "slug"),
        ({"slug": "alpha"}, "slug"),
        ({"host": "alpha.testserver"}, "domain"),
        ({"name": ""}, "name"),
        ({"brand_colour": "red"}, "brand_colour"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"mark_svg": "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"}, "mark_svg"),
    ],
)
def test_bad_values_are_refused_and_nothing_is_left(values: dict[str, Any], field: str) -> None:
    before = schemas()
    with pytest.raises(ValidationError) as refusal:
        create_cluster(**{"slug": "delta", "host": "delta.testserver", "name": "Delta", **values})
    assert field in refusal.value.message_dict
    assert schemas() == before


@pytest.mark.django_db(transaction=True)
def test_a_failing_seed_undoes_everything() -> None:
    before = schemas()

    def seed(cluster: Cluster) -> None:
        from clusterkit.directory.models import Sector

        Sector.objects.create(code="oil", name="Oil")
        raise RuntimeError("the seed is broken")

    with pytest.raises(RuntimeError, match="seed is broken"):
        create_cluster(slug="delta", host="delta.testserver", name="Delta", seed=seed)
    with pytest.raises(RuntimeError), cluster_created.override(seed):  # type: ignore[arg-type]
        create_cluster(slug="delta", host="delta.testserver", name="Delta")
    with public_schema():
        assert not Cluster.objects.filter(slug="delta").exists()
        assert not Domain.objects.filter(domain="delta.testserver").exists()
    assert schemas() == before


@pytest.mark.django_db
def test_an_existing_schema_is_refused_never_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    with public_schema(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA c_taken")
    monkeypatch.setattr(create, "new_schema_name", lambda slug: "c_taken")
    with pytest.raises(ProvisioningError, match="never adopted"):
        create_cluster(slug="delta", host="delta.testserver", name="Delta")


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_stale_record_is_made_anew() -> None:
    with public_schema():
        SchemaRecord.objects.update(key="stale")
    record = current_record()
    assert record.key == migration_key()
    with public_schema():
        assert SchemaRecord.objects.get().pk == record.pk
    assert not any(name.startswith("clusterkit_template_") for name in schemas())


@pytest.mark.django_db
def test_recording_inside_a_transaction_is_refused() -> None:
    with pytest.raises(ProvisioningError, match="inside a transaction"):
        record_schema()


@pytest.mark.django_db
def test_the_command_says_where_the_cluster_is_or_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_cluster", "epsilon", host="epsilon.testserver", name="Эпсилон", languages=["ru"])
    assert "http://epsilon.testserver/" in capsys.readouterr().out
    with public_schema():
        assert Cluster.objects.get(slug="epsilon").languages == ["ru"]
    with pytest.raises(CommandError, match="slug"):
        call_command("create_cluster", "epsilon", host="other.testserver", name="Again")


@pytest.mark.django_db
def test_the_command_reports_a_failure_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with public_schema(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA c_taken")
    monkeypatch.setattr(create, "new_schema_name", lambda slug: "c_taken")
    with pytest.raises(CommandError, match="never adopted"):
        call_command("create_cluster", "zeta", host="zeta.testserver", name="Zeta")


@pytest.mark.django_db
def test_the_schema_of_a_cluster_is_never_renamed(alpha: Cluster) -> None:
    with public_schema():
        alpha.schema_name = "c_other"
        with pytest.raises(ValueError, match="never renamed"):
            alpha.save()
