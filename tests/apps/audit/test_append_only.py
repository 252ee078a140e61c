"""Every way through the package to change or remove what was written, and that it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector

from clusterkit.audit.models import AppendOnlyError, AuditRow, AuditSeal
from clusterkit.audit.services import seal, verify
from clusterkit.testing.factories.audit import AuditRowFactory

pytestmark = pytest.mark.django_db
FAR = 10**9  # A key that counting does not come to.
MANAGERS = ("objects", "cluster_rows", "_base_manager", "_default_manager")
Attempt = Callable[[Any, models.Manager[Any]], Any]


def _collect(row: Any, _manager: Any) -> None:
    collector = Collector(using="default", origin=row)
    collector.collect([row])
    collector.delete()


def _load(row: Any, _manager: Any) -> None:
    text = serializers.serialize("json", [row])
    for item in serializers.deserialize("json", text):
        item.save()


BY_ROW: dict[str, Attempt] = {
    "save": lambda row, _m: row.save(),
    "save some": lambda row, _m: row.save(update_fields=["digest"]),
    "force": lambda row, _m: row.save(force_update=True),
    "save_base": lambda row, _m: row.save_base(),
    "raw save": lambda row, _m: row.save_base(raw=True),
    "asave": lambda row, _m: asyncio.run(row.asave()),
    "delete": lambda row, _m: row.delete(),
    "adelete": lambda row, _m: asyncio.run(row.adelete()),
    "collector": _collect,
    "fixture": _load,
}
BY_MANAGER: dict[str, Attempt] = {
    "update": lambda row, m: m.filter(pk=row.pk).update(digest="x"),
    "update all": lambda row, m: m.update(digest="x"),
    "aupdate": lambda row, m: asyncio.run(m.all().aupdate(digest="x")),
    "delete": lambda row, m: m.all().delete(),
    "adelete": lambda row, m: asyncio.run(m.all().adelete()),
    "_raw_delete": lambda row, m: m.all()._raw_delete("default"),
    "_update": lambda row, m: m.all()._update([]),  # type: ignore[attr-defined]
    "bulk_update": lambda row, m: m.bulk_update([row], ["digest"]),
    "abulk_update": lambda row, m: asyncio.run(m.abulk_update([row], ["digest"])),
    "update_or_create": lambda row, m: m.update_or_create(pk=row.pk, defaults={"digest": "x"}),
    "bulk_create": lambda row, m: m.bulk_create(
        [row], update_conflicts=True, update_fields=["digest"], unique_fields=[row._meta.pk.name]
    ),
    "raw": lambda row, m: list(m.raw(f"DELETE FROM {row._meta.db_table} RETURNING *")),
    "raw of a set": lambda row, m: list(m.all().raw("SELECT 1")),
}


def one(model: type[models.Model]) -> Any:
    """The row of the log, or the seal of it."""
    AuditRowFactory(reason="as it was")
    seal()
    return model._default_manager.get()


@pytest.mark.parametrize("model", [AuditRow, AuditSeal])
@pytest.mark.parametrize("name", BY_ROW)
def test_no_way_from_the_row(name: str, model: type[models.Model]) -> None:
    row = one(model)
    with pytest.raises(AppendOnlyError), transaction.atomic():
        BY_ROW[name](row, None)  # type: ignore[arg-type]
    assert verify().is_whole


@pytest.mark.parametrize("model", [AuditRow, AuditSeal])
@pytest.mark.parametrize("name", BY_MANAGER)
def test_no_way_through_any_manager(name: str, model: type[models.Model]) -> None:
    row = one(model)
    for manager in MANAGERS:
        with pytest.raises(AppendOnlyError), transaction.atomic():
            BY_MANAGER[name](row, getattr(model, manager))
    assert verify().is_whole


def test_no_way_by_pretending_to_be_new() -> None:
    row = one(AuditRow)
    row.reason, row._state.adding = "changed", True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert AuditRow.objects.get().reason == "as it was"


def test_adding_is_open() -> None:
    AuditRow.objects.bulk_create([AuditRow(action="a"), AuditRow(action="b", pk=FAR)])
    AuditRow.objects.get_or_create(action="c")
    AuditRow(action="d").save(using="default")
    assert AuditRow.objects.count() == 4
    assert AuditRow.objects.get(action="a").pk is not None
    assert AuditRow.objects.about("x", "1").count() == 0
    assert verify().is_whole
