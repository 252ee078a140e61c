"""Reads of notices."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet

from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.ports import NoticeKind, notice_kinds
from clusterkit.notifications.models import MutedKind, Notification
from clusterkit.tenancy.context import in_cluster


def inbox(viewer: Actor, *, unread: bool = False) -> QuerySet[Notification]:
    """The notices of *viewer*, newest first; only those not opened yet with *unread*."""
    rows = visible_to(viewer, Notification.objects.all())
    return rows.filter(read_at__isnull=True) if unread else rows


def unread_count(viewer: Actor) -> int:
    """How many notices wait for *viewer*. One query; none for guests and on the public host."""
    return inbox(viewer, unread=True).count() if viewer.is_authenticated and in_cluster() else 0


def muted_kinds(viewer: Actor) -> set[str]:
    """The codes of the kinds of which *viewer* wants no mails."""
    return set(visible_to(viewer, MutedKind.objects.all()).values_list("kind", flat=True))


def mailed_kinds() -> list[NoticeKind]:
    """The kinds that are mailed, by their words in the language of the page."""
    kinds = cast("list[NoticeKind]", list(notice_kinds))
    return sorted((kind for kind in kinds if kind.direct), key=lambda kind: str(kind.label).casefold())
