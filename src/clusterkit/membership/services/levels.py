"""The office keeps the levels of participation of its cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible, StaleVersion
from clusterkit.core.policies import MEMBER, REGISTERED, Actor, policy_of
from clusterkit.core.translated import as_translated
from clusterkit.membership import actions, hooks
from clusterkit.membership.models import Level
from clusterkit.membership.selectors.levels import level_tiers, organisations_on

FIELDS: Final = ("code", "name", "description", "tier", "may_hold_seat", "order", "is_active")

LIMITS: Final = {"name": 120, "description": 600}

FIRST_LEVELS: Final[Sequence[Mapping[str, Any]]] = (
    {
        "code": "full",
        "name": {"ru": "Полный участник", "be": "Поўны ўдзельнік", "en": "Full member", "pl": "Pełny członek"},
        "description": {
            "ru": "Работает в кластере и решает: его представитель может войти в совет.",
            "be": "Працуе ў кластары і вырашае: яго прадстаўнік можа ўвайсці ў савет.",
            "en": "Works in the cluster and decides: it may have a seat in the council.",
            "pl": "Pracuje w klastrze i decyduje: może mieć miejsce w radzie.",
        },
        "tier": MEMBER,
        "may_hold_seat": True,
    },
    {
        "code": "associate",
        "name": {
            "ru": "Ассоциированный участник",
            "be": "Асацыяваны ўдзельнік",
            "en": "Associate member",
            "pl": "Członek stowarzyszony",
        },
        "description": {
            "ru": "Работает в кластере наравне со всеми, но без места в совете.",
            "be": "Працуе ў кластары нароўні з усімі, але без месца ў савеце.",
            "en": "Works in the cluster as all others do, without a seat in the council.",
            "pl": "Pracuje w klastrze na równi z innymi, bez miejsca w radzie.",
        },
        "tier": MEMBER,
        "may_hold_seat": False,
    },
    {
        "code": "observer",
        "name": {"ru": "Наблюдатель", "be": "Назіральнік", "en": "Observer", "pl": "Obserwator"},
        "description": {
            "ru": "Назван среди участников, видит то же, что и зарегистрированные люди.",
            "be": "Названы сярод удзельнікаў, бачыць тое ж, што і зарэгістраваныя людзі.",
            "en": "Is named among the participants and sees what registered people see.",
            "pl": "Jest wymieniony wśród uczestników i widzi to, co osoby zarejestrowane.",
        },
        "tier": REGISTERED,
        "may_hold_seat": False,
    },
)
"""What a cluster begins with. Its office changes it."""


def default_level() -> Level:
    """The level that an approved application gets: the first active one. A cluster without any gets the first three.

    Raises ``Conflict`` when all are retired.
    """
    level: Level | None = Level.objects.active().first()
    if level is None and not Level.objects.exists():
        add_first_levels(languages=())
        level = Level.objects.active().first()
    if level is None:
        raise Conflict(_("No level of participation is given to organisations. Let the office bring one back."))
    return level


def add_first_levels(*, languages: Sequence[str]) -> int:
    """Give a cluster without levels :data:`FIRST_LEVELS`, in these languages or in all. Returns how many.

    The platform does it by itself, for a new cluster or at the first membership.
    """
    if Level.objects.exists():
        return 0
    made = [
        Level(
            **{**row, "name": _in(row["name"], languages), "description": _in(row["description"], languages)},
            order=place * 10,
        )
        for place, row in enumerate(FIRST_LEVELS, start=1)
    ]
    Level.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def create_level(*, values: Mapping[str, Any], actor: Actor) -> Level:
    """Add a level. *values* holds what :data:`FIELDS` names; ``name`` is a text or a mapping of texts by language.

    Raises ``InvalidInput`` for what cannot be, ``Conflict`` for a code that another one has.
    """
    policy_of(Level).require(actor, actions.MANAGE_LEVELS)
    level = Level(**{name: values[name] for name in FIELDS if name in values})
    _save(level)
    ports.record(actor=actor, action=actions.MANAGE_LEVELS.code, target=level, after=_values(level))
    return level


@transaction.atomic
def update_level(
    *,
    level: Level,
    values: Mapping[str, Any],
    actor: Actor,
    affects: int | None = None,
    expected_version: int | None = None,
) -> Level:
    """Change a level. Another tier counts for all its organisations from their next request on.

    Such a change is done only when *affects* is the number of organisations that it changes today: whoever confirms it
    was told. Raises ``Conflict`` without it and for a taken code, ``InvalidInput``, ``StaleVersion``.
    """
    locked = _lock(level, actor)
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    before, tier = _values(locked), locked.tier
    for name in FIELDS:
        if name in values:
            setattr(locked, name, values[name])
    changed: list[int] = []
    if locked.tier != tier:
        changed = sorted(organisations_on(locked))
        _require_told(changed, affects)
    locked.version += 1
    _save(locked)
    if not Level.objects.active().exists():
        raise Conflict(_("One level has to stay for new members. Bring another one back first."), field="is_active")
    after = _values(locked)
    if changed:
        after["organisations"] = len(changed)
    ports.record(actor=actor, action=actions.MANAGE_LEVELS.code, target=locked, before=before, after=after)
    for organisation_id in changed:
        hooks.tier_changed.announce_on_commit(hooks.TierChanged(organisation_id, tier, locked.tier))
    return locked


@transaction.atomic
def delete_level(*, level: Level, actor: Actor) -> None:
    """Take a level out of the list. Raises ``Conflict`` for one that a membership has or had, and for the last one."""
    locked = _lock(level, actor)
    if not Level.objects.active().exclude(pk=locked.pk).exists():
        raise Conflict(_("One level has to stay for new members. Bring another one back first."))
    before = _values(locked)
    try:
        with transaction.atomic():
            ports.record(actor=actor, action=actions.MANAGE_LEVELS.code, target=locked, before=before)
            locked.delete()
    except (ProtectedError, IntegrityError) as error:
        raise Conflict(_("Memberships have this level. Retire it instead: it is given to nobody any more.")) from error


def _require_told(changed: Sequence[int], affects: int | None) -> None:
    if not changed or affects == len(changed):
        return
    text = ngettext(
        "The people of %(number)d organisation get another tier at once. Tick the box to confirm it.",
        "The people of %(number)d organisations get another tier at once. Tick the box to confirm it.",
        len(changed),
    )
    raise Conflict(text % {"number": len(changed)}, field="is_confirmed", details={"organisations": len(changed)})


def _lock(level: Level, actor: Actor) -> Level:
    # All of them: which one is the last active is asked under the same lock.
    rows = {row.pk: row for row in Level.objects.select_for_update().order_by("pk")}
    locked = rows.get(level.pk)
    if locked is None:
        raise NotVisible
    policy_of(Level).require(actor, actions.MANAGE_LEVELS, locked)
    return locked


def _save(level: Level) -> None:
    level.code = level.code.strip()
    for name in ("name", "description"):
        texts = as_translated(getattr(level, name))
        value = as_translated({code: text.strip() for code, text in texts.items()})
        setattr(level, name, value)
        limit = LIMITS[name]
        if any(len(text) > limit for text in value.values()):
            raise InvalidInput(_("Write at most %(limit)d characters.") % {"limit": limit}, field=name)
    if not re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", level.code):
        raise InvalidInput(_("A code has Latin letters, digits and hyphens, 40 at most."), field="code")
    if not level.name:
        raise InvalidInput(_("Give it a name."), field="name")
    if level.tier not in {tier.code for tier in level_tiers()}:
        raise InvalidInput(_("A level cannot give this tier."), field="tier")
    if not 0 <= level.order <= 32767:
        raise InvalidInput(_("The order is a number from 0 to 32767."), field="order")
    if Level.objects.filter(code=level.code).exclude(pk=level.pk).exists():
        raise Conflict(_("Another one has this code."), field="code")
    level.save()


def _values(level: Level) -> dict[str, Any]:
    values = {name: getattr(level, name) for name in FIELDS}
    return {**values, "name": dict(level.name), "description": dict(level.description)}


def _in(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    return {code: text for code, text in texts.items() if code in languages} or dict(texts)
