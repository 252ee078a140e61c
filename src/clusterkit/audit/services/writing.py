"""Writing the audit log: what stands behind ``core.ports.audit``."""

from __future__ import annotations

from typing import Any

from django.db import models

from clusterkit.audit.digests import plain_address, plain_text
from clusterkit.audit.models import AuditRow
from clusterkit.core import ports
from clusterkit.core.ports import AuditEntry
from clusterkit.jobs.visits import visit_soon
from clusterkit.tenancy.context import in_cluster


def write_entry(entry: AuditEntry) -> None:
    """Write one row in the running transaction: undone work leaves no row, and work without a row is undone.

    What is done outside of clusters goes to the platform's own log (``core.ports.platform_audit``).
    """
    if not in_cluster():
        ports.platform_audit.call(entry)
        return
    AuditRow.objects.create(**as_row(entry))
    # Something changed: there may be work for the worker.
    visit_soon()


def as_row(entry: AuditEntry) -> dict[str, Any]:
    """The values of a row of a log for *entry*. Names are kept as they are now."""
    target = entry.target
    return {
        "actor_pk": "" if entry.actor.user_id is None else str(entry.actor.user_id),
        "actor_name": entry.actor.display_name[:200],
        "address": plain_address(getattr(entry.actor, "address", None)),
        "action": entry.action,
        "target_label": target._meta.label_lower if target is not None else "",
        "target_pk": "" if target is None or target.pk is None else str(target.pk),
        "target_text": _text(target),
        "before": dict(entry.before),
        "after": dict(entry.after),
        "reason": entry.reason,
    }


def _text(target: models.Model | None) -> str:
    return "" if target is None else plain_text(str(target))[:300]
