"""Writes of the list of sectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from clusterkit.core import ports
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.actions import MANAGE_SECTORS
from clusterkit.directory.models import Sector


@transaction.atomic
def create_sector(*, code: str, name: Any, actor: Actor, order: int = 100) -> Sector:
    """Add a field of work. *name* is a text or a mapping of texts by language."""
    policy_of(Sector).require(actor, MANAGE_SECTORS)
    sector: Sector = Sector.objects.create(code=code, name=name, order=order)
    ports.record(actor=actor, action=MANAGE_SECTORS.code, target=sector, after=_values(sector))
    return sector


@transaction.atomic
def add_missing_sectors(*, rows: Sequence[tuple[str, Any]], actor: Actor) -> int:
    """Add those of *rows* (code and name) whose codes are not there yet, in this order. Returns how many.

    For a new cluster: all in one statement, with one line in the audit log.
    """
    policy_of(Sector).require(actor, MANAGE_SECTORS)
    known = set(Sector.objects.values_list("code", flat=True)) if rows else set()
    made = [
        Sector(code=code, name=name, order=place * 10)
        for place, (code, name) in enumerate(rows, start=1)
        if code not in known
    ]
    if made:
        Sector.objects.bulk_create(made)
        ports.record(
            actor=actor, action=MANAGE_SECTORS.code, target=None, after={"code": [sector.code for sector in made]}
        )
    return len(made)


@transaction.atomic
def update_sector(*, sector: Sector, actor: Actor, code: str, name: Any, order: int) -> Sector:
    """Change a field of work; its organisations keep it."""
    policy_of(Sector).require(actor, MANAGE_SECTORS, sector)
    locked: Sector = Sector.objects.select_for_update().get(pk=sector.pk)
    before = _values(locked)
    locked.code, locked.name, locked.order = code, name, order
    locked.save()
    ports.record(actor=actor, action=MANAGE_SECTORS.code, target=locked, before=before, after=_values(locked))
    return locked


@transaction.atomic
def delete_sector(*, sector: Sector, actor: Actor) -> None:
    """Take a field of work out of the list and off the organisations that had it."""
    policy_of(Sector).require(actor, MANAGE_SECTORS, sector)
    ports.record(actor=actor, action=MANAGE_SECTORS.code, target=sector, before=_values(sector))
    sector.delete()


def _values(sector: Sector) -> dict[str, Any]:
    return {"code": sector.code, "name": dict(sector.name), "order": sector.order}
