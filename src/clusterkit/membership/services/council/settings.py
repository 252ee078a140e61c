"""The office sets how its cluster decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, StaleVersion
from clusterkit.core.policies import Actor, policy_of
from clusterkit.membership import actions
from clusterkit.membership.models import OFFICE_FIELDS, OfficeSettings
from clusterkit.membership.rules import decision_rules
from clusterkit.membership.services.composition import watch_composition


@transaction.atomic
def change_office_settings(
    *, values: Mapping[str, Any], actor: Actor, expected_version: int | None = None
) -> OfficeSettings:
    """Change what *values* names of :data:`OFFICE_FIELDS`. Votes under way keep what was in force when they were opened.

    Raises ``InvalidInput`` for a rule that is not registered and for numbers out of bounds, ``StaleVersion``.
    """
    policy_of(OfficeSettings).require(actor, actions.SET_UP)
    OfficeSettings.objects.get_or_create(key=1)
    locked = OfficeSettings.objects.select_for_update().get(key=1)
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    wanted = {name: values[name] for name in OFFICE_FIELDS if name in values}
    rule = wanted.get("decision_rule", "")
    if rule and decision_rules.get(rule) is None:
        raise InvalidInput(_("There is no such rule."), field="decision_rule")
    before = {name: getattr(locked, name) for name in wanted}
    for name, value in wanted.items():
        setattr(locked, name, value)
    try:
        locked.clean_fields()
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise InvalidInput(texts[0], field=field) from error
    locked.version += 1
    locked.save()
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    if changed:
        ports.record(
            actor=actor,
            action=actions.SET_UP.code,
            target=locked,
            before={name: before[name] for name in changed},
            after=changed,
        )
        watch_composition()
    return locked
