"""Reads of the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst

from clusterkit.audit.checking import Check
from clusterkit.audit.logs import log_here
from clusterkit.audit.models import AuditRow
from clusterkit.core.policies import Actor, actions, policies, visible_to
from clusterkit.tenancy.context import current_schema

STALE_AFTER = timedelta(days=35)
"""A look over the log that is older says little of today."""


@dataclass(frozen=True)
class LastCheck:
    """How the log was found when it was last looked over; ``check`` is None where that itself was tampered with."""

    at: datetime
    check: Check | None

    @property
    def is_stale(self) -> bool:
        """Whether that was long ago."""
        return timezone.now() - self.at > STALE_AFTER


def audit_rows(viewer: Actor) -> QuerySet[AuditRow]:
    """The rows that *viewer* may read, newest first. One query, however many."""
    return visible_to(viewer, AuditRow.objects.all())


def last_check(viewer: Actor) -> LastCheck | None:
    """What was found when the log of the schema in force was last looked over; None where nobody has. One query."""
    log = log_here()
    chain = visible_to(viewer, log.chains.objects.all()).first() if log is not None else None
    if chain is None or (chain.checked_at is None and not chain.checked_mark):
        return None
    holds = chain.checked_at is not None and chain.check_holds(current_schema())
    return LastCheck(chain.checked_at or timezone.now(), Check.from_json(chain.checked) if holds else None)


def action_choices() -> list[tuple[str, str | Promise]]:
    """The declared actions with their words, by their words in the language of the page."""
    return sorted(((item.code, item.label) for item in actions), key=lambda choice: str(choice[1]).casefold())


def kind_choices() -> Sequence[tuple[str, str | Promise]]:
    """The kinds of things that acts are about, by their words in the language of the page."""
    models = {policy.model for policy in policies} | {get_user_model()}
    words = [(model._meta.label_lower, capfirst(str(model._meta.verbose_name))) for model in models]
    return sorted(words, key=lambda choice: str(choice[1]).casefold())
