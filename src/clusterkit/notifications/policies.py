"""Notices are their reader's; the outbox is the office's."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, TierPolicy, register
from clusterkit.notifications.actions import CHOOSE, VIEW, VIEW_OUTBOX
from clusterkit.notifications.models import MutedKind, Notification, OutboxMail


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


@register
class MutedKindPolicy(Policy[MutedKind]):
    """One's own."""

    model = MutedKind
    view = CHOOSE

    def permits(self, actor: Actor, action: Action, obj: MutedKind) -> bool:
        """The person's only."""
        return actor.user_id is not None and obj.user_id == actor.user_id

    def scope(self, actor: Actor, queryset: QuerySet[MutedKind]) -> QuerySet[MutedKind]:
        """The person's only."""
        return queryset.filter(user_id=actor.user_id) if actor.user_id is not None else queryset.none()
