"""Wanting to hear nothing more of a thing, and hearing of it again."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import InvalidInput, NotVisible
from clusterkit.core.notices import muting_rules
from clusterkit.core.policies import Actor, policy_of
from clusterkit.notifications.actions import CHOOSE, VIEW
from clusterkit.notifications.models import MutedTarget, Notification
from clusterkit.notifications.visibility import target_of


def mute(*, notification: Notification, actor: Actor) -> None:
    """Tell *actor* nothing more of what *notification* is about. What is required comes all the same.

    Raises ``NotVisible`` for other people's notices, ``InvalidInput`` for one that is about no thing.
    """
    policy_of(Notification).require(actor, VIEW, notification)
    mute_target(label=notification.target_label, pk=notification.target_pk, actor=actor)


def unmute(*, notification: Notification, actor: Actor) -> None:
    """Tell *actor* again of what *notification* is about."""
    policy_of(Notification).require(actor, VIEW, notification)
    unmute_target(label=notification.target_label, pk=notification.target_pk, actor=actor)


@transaction.atomic
def mute_target(*, label: str, pk: str, actor: Actor) -> None:
    """Tell *actor* nothing more of a thing that he sees. A feature that keeps this by itself is asked to."""
    policy_of(MutedTarget).require(actor, CHOOSE)
    if not label:
        raise InvalidInput(_("This notice is about no single thing. Choose how notices of its kind come."))
    target = target_of(label, pk, actor)
    if target is None:
        raise NotVisible
    rule = muting_rules.of(label)
    if rule is not None:
        rule.mute(target, actor)
    elif actor.user_id is not None:
        MutedTarget.objects.get_or_create(user_id=actor.user_id, target_label=label, target_pk=pk)


@transaction.atomic
def unmute_target(*, label: str, pk: str, actor: Actor) -> None:
    """Tell *actor* of it again, also where he does not see it any more. Hearing twice is hearing once."""
    policy_of(MutedTarget).require(actor, CHOOSE)
    rule = muting_rules.of(label)
    if rule is None and actor.user_id is not None:
        MutedTarget.objects.filter(user_id=actor.user_id, target_label=label, target_pk=pk).delete()
    if rule is None:
        return
    try:
        target = apps.get_model(label)._default_manager.filter(pk=pk).first()
    except (LookupError, ValueError):
        target = None
    if target is not None:
        rule.unmute(target, actor)
