"""Writes of the cluster's list of sectors and of the profiles within them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.translated import as_translated
from clusterkit.directory.actions import MANAGE_SECTORS
from clusterkit.directory.models import Profile, Sector


@transaction.atomic
def create_sector(*, code: str, name: Any, actor: Actor, order: int = 100) -> Sector:
    """Add a field of work. *name* is a text or a mapping of texts by language.

    Raises ``InvalidInput`` for a code or a name that cannot be, ``Conflict`` for a code that another one has.
    """
    policy_of(Sector).require(actor, MANAGE_SECTORS)
    sector = Sector(code=code, name=name, order=order)
    _save(sector)
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
    """Change a field of work; its organisations keep it. Raises what :func:`create_sector` raises."""
    policy_of(Sector).require(actor, MANAGE_SECTORS, sector)
    locked: Sector = _lock(sector)
    before = _values(locked)
    locked.code, locked.name, locked.order = code, name, order
    _save(locked)
    ports.record(actor=actor, action=MANAGE_SECTORS.code, target=locked, before=before, after=_values(locked))
    return locked


@transaction.atomic
def delete_sector(*, sector: Sector, actor: Actor) -> None:
    """Take a field of work with its profiles out of the list and off the organisations that had it."""
    policy_of(Sector).require(actor, MANAGE_SECTORS, sector)
    locked = _lock(sector)
    profiles = list(locked.profiles.values_list("code", flat=True))
    before = {**_values(locked), **({"profile": profiles} if profiles else {})}
    ports.record(actor=actor, action=MANAGE_SECTORS.code, target=locked, before=before)
    locked.delete()


@transaction.atomic
def create_profile(*, sector: Sector, code: str, name: Any, actor: Actor, order: int = 100) -> Profile:
    """Add a narrower field to *sector*. Raises what :func:`create_sector` raises."""
    policy_of(Sector).require(actor, MANAGE_SECTORS, sector)
    profile = Profile(sector=_lock(sector), code=code, name=name, order=order)
    _save(profile)
    ports.record(actor=actor, action=MANAGE_SECTORS.code, target=profile, after=_profile_values(profile))
    return profile


@transaction.atomic
def update_profile(
    *, profile: Profile, actor: Actor, code: str, name: Any, order: int, sector: Sector | None = None
) -> Profile:
    """Change a profile; its organisations keep it, and get the sector that it moves to.

    Raises what :func:`create_sector` raises.
    """
    policy_of(Profile).require(actor, MANAGE_SECTORS, profile)
    locked: Profile = _lock(profile)
    before = _profile_values(locked)
    locked.code, locked.name, locked.order = code, name, order
    if sector is not None and sector.pk != locked.sector_id:
        locked.sector = sector
        sector.organisations.add(*locked.organisations.all())
    _save(locked)
    ports.record(actor=actor, action=MANAGE_SECTORS.code, target=locked, before=before, after=_profile_values(locked))
    return locked


@transaction.atomic
def delete_profile(*, profile: Profile, actor: Actor) -> None:
    """Take a profile out of the list and off the organisations that had it; they keep its sector."""
    policy_of(Profile).require(actor, MANAGE_SECTORS, profile)
    locked = _lock(profile)
    ports.record(actor=actor, action=MANAGE_SECTORS.code, target=locked, before=_profile_values(locked))
    locked.delete()


def _lock(row: Any) -> Any:
    locked = type(row).objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None:
        raise NotVisible
    return locked


def _save(row: Sector | Profile) -> None:
    row.code = row.code.strip()
    row.name = as_translated({code: text.strip() for code, text in as_translated(row.name).items()})
    limit = row._meta.get_field("name").max_length or 0
    if not re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", row.code):
        raise InvalidInput(_("A code has Latin letters, digits and hyphens, 40 at most."), field="code")
    if not row.name:
        raise InvalidInput(_("Give it a name."), field="name")
    if any(len(text) > limit for text in row.name.values()):
        raise InvalidInput(_("Write at most %(limit)d characters.") % {"limit": limit}, field="name")
    if not 0 <= row.order <= 32767:
        raise InvalidInput(_("The order is a number from 0 to 32767."), field="order")
    if type(row)._default_manager.filter(code=row.code).exclude(pk=row.pk).exists():
        raise Conflict(_("Another one has this code."), field="code")
    row.save()


def _values(row: Sector | Profile) -> dict[str, Any]:
    return {"code": row.code, "name": dict(row.name), "order": row.order}


def _profile_values(profile: Profile) -> dict[str, Any]:
    return {"sector": profile.sector_id, **_values(profile)}
