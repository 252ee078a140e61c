"""Reads of the audit log."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.functional import Promise

from clusterkit.audit.models import AuditRow
from clusterkit.core.policies import Actor, actions, visible_to


def audit_rows(viewer: Actor) -> QuerySet[AuditRow]:
    """The rows that *viewer* may read, newest first. One query, however many."""
    return visible_to(viewer, AuditRow.objects.all())


def action_choices() -> list[tuple[str, str | Promise]]:
    """The declared actions with their words, by their words in the language of the page."""
    return sorted(((item.code, item.label) for item in actions), key=lambda choice: str(choice[1]).casefold())
