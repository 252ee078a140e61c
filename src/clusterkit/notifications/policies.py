"""Notices are their reader's; the outbox is the office's."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, TierPolicy, register
from clusterkit.notifications.actions import CHOOSE, VIEW, VIEW_OUTBOX
from clusterkit.notifications.models import MutedTarget, Notification, OutboxMail, Preference

M = TypeVar("M", Preference, MutedTarget)


@register
class NotificationPolicy(Policy[Notification]):
    """One's own, whatever the tier: coordinators do not read other people's."""

    model = Notification
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: Notification) -> bool:
        """The recipient's only."""
        return actor.user_id is not None and obj.recipient_id == actor.user_id

    def scope(self, actor: Actor, queryset: QuerySet[Notification]) -> QuerySet[Notification]:
        """The recipient's only."""
        return queryset.filter(recipient_id=actor.user_id) if actor.user_id is not None else queryset.none()


@register
class OutboxMailPolicy(TierPolicy[OutboxMail]):
    """Coordinators see what was sent, and send again what was not."""

    model = OutboxMail
    view = VIEW_OUTBOX


class _OwnRows(Policy[M]):
    """One's own choices."""

    view = CHOOSE

    def permits(self, actor: Actor, action: Action, obj: M) -> bool:
        """The person's only."""
        return actor.user_id is not None and obj.user_id == actor.user_id

    def scope(self, actor: Actor, queryset: QuerySet[M]) -> QuerySet[M]:
        """The person's only."""
        return queryset.filter(user_id=actor.user_id) if actor.user_id is not None else queryset.none()


@register
class PreferencePolicy(_OwnRows[Preference]):
    """How one wants to be told."""

    model = Preference


@register
class MutedTargetPolicy(_OwnRows[MutedTarget]):
    """Of what one wants to hear nothing."""

    model = MutedTarget
