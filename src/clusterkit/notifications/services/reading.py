"""Marking notices as read and unread."""

from __future__ import annotations

from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of
from clusterkit.notifications.actions import VIEW
from clusterkit.notifications.models import Notification
from clusterkit.notifications.selectors import inbox


def mark_read(*, notification: Notification, actor: Actor) -> Notification:
    """Note that *actor* opened it; the first time counts. Raises ``NotVisible`` for other people's notices."""
    policy_of(Notification).require(actor, VIEW, notification)
    now = timezone.now()
    if Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=now):
        notification.read_at = now
    return notification


def mark_unread(*, notification: Notification, actor: Actor) -> Notification:
    """Let it stand as new again. Raises ``NotVisible`` for other people's notices."""
    policy_of(Notification).require(actor, VIEW, notification)
    Notification.objects.filter(pk=notification.pk).update(read_at=None)
    notification.read_at = None
    return notification


def mark_all_read(*, actor: Actor, part: str = "", about: str = "") -> int:
    """Note that *actor* knows of all his notices, or of those of one part or about one thing. Returns how many were new."""
    policy_of(Notification).require(actor, VIEW)
    return inbox(actor, unread=True, part=part, about=about).update(read_at=timezone.now())
