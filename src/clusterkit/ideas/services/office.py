"""The office sets how its exchange works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, StaleVersion
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import EXCHANGE_FIELDS, ExchangeSettings


@transaction.atomic
def change_exchange_settings(
    *, values: Mapping[str, Any], actor: Actor, expected_version: int | None = None
) -> ExchangeSettings:
    """Change what *values* names of ``EXCHANGE_FIELDS``. What is open already stays open.

    Raises ``InvalidInput`` for kinds that there are not and numbers out of bounds, ``StaleVersion``, ``NotPermitted``.
    """
    policy_of(ExchangeSettings).require(actor, actions.SETTINGS)
    ExchangeSettings.objects.get_or_create(key=1)
    locked = ExchangeSettings.objects.select_for_update().get(key=1)
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    wanted = {name: values[name] for name in EXCHANGE_FIELDS if name in values}
    if "premoderated_kinds" in wanted:
        given = set(wanted["premoderated_kinds"])
        if any(item_kinds.find(code) is None for code in given - set(locked.premoderated_kinds)):
            raise InvalidInput(_("There is no such kind of item."), field="premoderated_kinds")
        wanted["premoderated_kinds"] = sorted(given)
    before = {name: getattr(locked, name) for name in wanted}
    for name, value in wanted.items():
        setattr(locked, name, value)
    try:
        locked.clean_fields()
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise InvalidInput(texts[0], field=field) from error
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    if changed:
        locked.version += 1
        locked.save()
        ports.record(
            actor=actor,
            action=actions.SETTINGS.code,
            target=locked,
            before={name: before[name] for name in changed},
            after=changed,
        )
    return locked
