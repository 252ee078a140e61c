"""The status of a cluster: which changes there are. Every write of a status is held to this table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.tenancy.enums import ClusterStatus


@dataclass(frozen=True)
class StatusChange:
    """One arrow: from any of ``sources`` to ``target``. ``name`` is the word of ``manage.py clusters``."""

    name: str
    sources: frozenset[str]
    target: str
    label: str | Promise


STATUS_CHANGES: Final = (
    StatusChange("create", frozenset({ClusterStatus.PROVISIONING}), ClusterStatus.ACTIVE, _("open")),
    StatusChange("suspend", frozenset({ClusterStatus.ACTIVE}), ClusterStatus.SUSPENDED, _("close for now")),
    StatusChange(
        "resume", frozenset({ClusterStatus.SUSPENDED, ClusterStatus.ARCHIVED}), ClusterStatus.ACTIVE, _("open again")
    ),
    StatusChange(
        "archive", frozenset({ClusterStatus.ACTIVE, ClusterStatus.SUSPENDED}), ClusterStatus.ARCHIVED, _("archive")
    ),
    StatusChange(
        "delete", frozenset(ClusterStatus.values) - {ClusterStatus.DELETING}, ClusterStatus.DELETING, _("remove")
    ),
)


def open_from(status: str) -> list[StatusChange]:
    """The changes that start at *status*."""
    return [change for change in STATUS_CHANGES if status in change.sources]


def check_status_change(source: str, target: str) -> None:
    """Raise ``ValidationError`` for ``status`` with a sentence to read, unless the table has this arrow."""
    if any(change.target == target for change in open_from(source)):
        return
    words = {"source": ClusterStatus(source).label, "target": ClusterStatus(target).label}
    if source == target:
        sentence = _("The cluster is “%(source)s” already.")
    else:
        sentence = _("The cluster is “%(source)s”: it cannot become “%(target)s” from there.")
    raise ValidationError({"status": ValidationError(sentence, code="status", params=words)})
