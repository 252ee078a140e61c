"""Lines of the operators' log. Each service writes its own, so that the console and a command leave the same one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import models

from clusterkit.core import ports
from clusterkit.core.policies import Action, Actor, SystemActor
from clusterkit.tenancy.context import public_schema

SYSTEM: Final = SystemActor()
"""Who acts where a program calls a service and names nobody."""


def write(
    *,
    actor: Actor,
    action: Action,
    target: models.Model | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write one line, in the running transaction, whatever schema the connection stands in."""
    with public_schema():
        ports.record(actor=actor, action=action.code, target=target, before=before, after=after, reason=reason)
