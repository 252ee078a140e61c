"""How the exchange of the cluster works."""

from __future__ import annotations

from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions
from clusterkit.ideas.enums import ItemMode, Premoderation
from clusterkit.ideas.models import ExchangeSettings, Item


def exchange_settings() -> ExchangeSettings:
    """The cluster's choices; one that has set nothing has the defaults."""
    return ExchangeSettings.objects.first() or ExchangeSettings()


def goes_to_review(actor: Actor, item: Item) -> bool:
    """Whether the coordinators look at *item*, or at a change of it, before others see it.

    By tier (``ideas.publish_directly``), and whatever the tier by the settings of the exchange: all items, those of
    some kinds, or the first one of each organisation.
    """
    if actor.is_system:
        return False
    if not policy_of(Item).can(actor, actions.PUBLISH_DIRECTLY, item):
        return True
    settings = exchange_settings()
    if settings.premoderation == Premoderation.ALL or item.kind in settings.premoderated_kinds:
        return True
    if settings.premoderation != Premoderation.FIRST:
        return False
    return not Item.objects.filter(organisation_id=item.organisation_id, published_at__isnull=False).exists()


def offered_modes(item: Item) -> frozenset[str]:
    """The modes that *item* may get: without a name only where the office allows it, and never once it had one."""
    if item.is_anonymous and item.pk is not None:
        return frozenset(ItemMode.values)
    if item.published_at is None and exchange_settings().allow_anonymous:
        return frozenset(ItemMode.values)
    return frozenset(ItemMode.values) - {ItemMode.ANONYMOUS.value}
