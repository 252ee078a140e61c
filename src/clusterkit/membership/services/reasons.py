"""The office keeps its predefined reasons, and they are chosen where it returns or rejects an application."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible, StaleVersion
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.translated import as_translated
from clusterkit.membership import actions
from clusterkit.membership.enums import ReasonPurpose
from clusterkit.membership.models import Reason
from clusterkit.membership.selectors.reasons import first_reasons

FIELDS: Final = ("title", "text", "is_active")

LIMITS: Final = {"title": 120, "text": 2000}


def add_first_reasons(*, languages: Sequence[str] = ()) -> None:
    """Give a new cluster its first reasons, in these languages or in all. One statement; those that are there stay.

    The platform does it by itself, for a new cluster or at the first return with a reason.
    """
    rows = [row for purpose in ReasonPurpose for row in first_reasons(purpose)]
    for row in rows:
        row.title = as_translated({code: text for code, text in row.title.items() if code in languages} or row.title)
        row.text = as_translated({code: text for code, text in row.text.items() if code in languages} or row.text)
    Reason.objects.bulk_create(rows, ignore_conflicts=True)


def chosen_reason(purpose: str, code: str) -> Reason | None:
    """The reason that was chosen for a return or a rejection, None for none.

    Raises ``InvalidInput`` for one that is not offered.
    """
    if not code:
        return None
    reason = Reason.objects.offered_for(purpose).filter(code=code).first()
    if reason is None and not Reason.objects.exists():
        add_first_reasons()
        reason = Reason.objects.offered_for(purpose).filter(code=code).first()
    if reason is None:
        raise InvalidInput(
            _("This reason is not offered. Choose another one, or none."),
            field="reason" if purpose == ReasonPurpose.RETURN else "reason_code",
        )
    return reason


def text_of(reason: Reason | None) -> str:
    """The text of a chosen reason, in the language in force."""
    return "" if reason is None else str(reason.text).strip()


def recorded(reason: Reason | None) -> dict[str, Any]:
    """What the audit row says of a chosen reason: its code for programs, its title as it is called now."""
    return {} if reason is None else {"reason": reason.code, "reason_title": str(reason.title)}


@transaction.atomic
def create_reason(*, purpose: str, values: Mapping[str, Any], actor: Actor, code: str = "") -> Reason:
    """Add a reason at the end of its list. *values* holds what :data:`FIELDS` names; texts are plain or by language.

    Without *code* one is made from the title. Raises ``InvalidInput`` for what cannot be, ``Conflict`` for a taken code.
    """
    policy_of(Reason).require(actor, actions.MANAGE_REASONS)
    if purpose not in ReasonPurpose.values:
        raise InvalidInput(_("Choose when the reason is given."), field="purpose")
    if not Reason.objects.exists():
        add_first_reasons()
    rows = _lock_all(purpose)
    reason = Reason(purpose=purpose, order=max((row.order for row in rows), default=0) + 10)
    _fill(reason, values)
    taken = {row.code for row in rows}
    reason.code = code.strip() or _free_code(reason, taken)
    if not re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", reason.code):
        raise InvalidInput(_("A code has Latin letters, digits and hyphens, 40 at most."), field="code")
    if reason.code in taken:
        raise Conflict(_("Another one has this code."), field="code")
    try:
        with transaction.atomic():
            reason.save()
    except IntegrityError as error:  # the very first two at once: there was no row to lock
        raise Conflict(_("Another one has this code."), field="code") from error
    ports.record(actor=actor, action=actions.MANAGE_REASONS.code, target=reason, after=_values(reason))
    return reason


@transaction.atomic
def update_reason(
    *, reason: Reason, values: Mapping[str, Any], actor: Actor, expected_version: int | None = None
) -> Reason:
    """Change a reason, or switch it off and on with ``is_active``. What was sent with it stays as it was sent.

    Raises ``InvalidInput``, ``StaleVersion`` and ``NotVisible``.
    """
    locked = _lock(reason, actor)
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    before = _values(locked)
    _fill(locked, values)
    locked.version += 1
    locked.save()
    after = _values(locked)
    ports.record(actor=actor, action=actions.MANAGE_REASONS.code, target=locked, before=before, after=after)
    return locked


@transaction.atomic
def move_reason(*, reason: Reason, up: bool, actor: Actor) -> Reason:
    """Let a reason change places with the one above it, or below. At the end of the list nothing happens."""
    rows = _lock_all(reason.purpose)
    policy_of(Reason).require(actor, actions.MANAGE_REASONS)
    keys = [row.pk for row in rows]
    if reason.pk not in keys:
        raise NotVisible
    place = keys.index(reason.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(rows):
        return rows[place]
    before = rows[place].order
    rows[place], rows[other] = rows[other], rows[place]
    for number, row in enumerate(rows, start=1):
        row.order = number * 10
    Reason.objects.bulk_update(rows, ["order"])
    moved = rows[other]
    ports.record(
        actor=actor,
        action=actions.MANAGE_REASONS.code,
        target=moved,
        before={"order": before},
        after={"order": moved.order},
    )
    return moved


def _lock_all(purpose: str) -> list[Reason]:
    # All of one list: places and codes are given under the same lock.
    return list(Reason.objects.select_for_update().filter(purpose=purpose).order_by("order", "pk"))


def _lock(reason: Reason, actor: Actor) -> Reason:
    locked = Reason.objects.select_for_update().filter(pk=reason.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Reason).require(actor, actions.MANAGE_REASONS, locked)
    return locked


def _fill(reason: Reason, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(reason, name, values[name])
    for name, limit in LIMITS.items():
        texts = as_translated(getattr(reason, name))
        value = as_translated({code: text.strip() for code, text in texts.items()})
        setattr(reason, name, value)
        if any(len(text) > limit for text in value.values()):
            raise InvalidInput(_("Write at most %(limit)d characters.") % {"limit": limit}, field=name)
    if not reason.title:
        raise InvalidInput(_("Give it a title."), field="title")


def _free_code(reason: Reason, taken: set[str]) -> str:
    wanted = slugify(reason.title.get("en") or str(reason.title))[:34].strip("-") or "own"
    code, number = wanted, 1
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code


def _values(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "title": dict(reason.title),
        "text": dict(reason.text),
        "order": reason.order,
        "is_active": reason.is_active,
    }
