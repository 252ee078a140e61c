"""Spare schemas: made while nobody waits, taken in a moment.

A cluster keeps the name of the spare that it took. Making one is a single transaction, and so is dropping one: a
process that is killed leaves no half of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from clusterkit.core.conf import conf
from clusterkit.hosting.models import SpareSchema
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.provisioning import current_record, migration_key, new_schema_name, replay_into, take_slot
from clusterkit.tenancy.schemas import drop_schema, schema_exists


@dataclass(frozen=True)
class Refilled:
    """How many spares were made and dropped."""

    made: int = 0
    dropped: int = 0


def take_spare(key: str) -> str | None:
    """The name of a spare made from the record of this *key*, taken out of the store; None where there is none.

    To be called inside the transaction that makes the cluster: when that fails the spare is there again.
    """
    with public_schema():
        rows = SpareSchema.objects.select_for_update(skip_locked=True).filter(record_key=key)
        for spare in rows.order_by("pk"):
            spare.delete()
            if schema_exists(spare.schema_name):
                return spare.schema_name
    return None


def refill(*, most: int | None = None) -> Refilled:
    """Drop spares that are stale, gone or too many, and make new ones up to ``SPARE_SCHEMAS``, *most* at one time.

    Raises ``CreationBusyError`` where clusters are being made and no slot is free.
    """
    wanted: int = conf.SPARE_SCHEMAS
    with public_schema():
        rows = dict(SpareSchema.objects.order_by("pk").values_list("schema_name", "record_key"))
    if not rows and not wanted:
        return Refilled()
    key = migration_key()
    fresh = [name for name, made_from in rows.items() if made_from == key and schema_exists(name)][:wanted]
    stale = [name for name in rows if name not in fresh][:most]
    dropped = sum(_drop(name) for name in stale)
    missing = wanted - len(fresh)
    for _number in range(missing if most is None else min(missing, most)):
        make_spare()
    return Refilled(max(0, missing if most is None else min(missing, most)), dropped)


def make_spare() -> str:
    """Make one and return the name of its schema."""
    record = current_record()
    with public_schema(), transaction.atomic():
        take_slot()
        spare = SpareSchema.objects.create(schema_name=new_schema_name("spare"), record_key=record.key)
        replay_into(spare.schema_name, record)
    return spare.schema_name


def _drop(schema_name: str) -> bool:
    with public_schema(), transaction.atomic():
        take_slot()
        row = SpareSchema.objects.select_for_update(skip_locked=True).filter(schema_name=schema_name).first()
        if row is None:
            # Somebody drops or takes it just now.
            return False
        row.delete()
        drop_schema(schema_name)
    return True
