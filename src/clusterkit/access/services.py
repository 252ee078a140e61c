"""Writes of grants and rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.access.models import Grant, Rule
from clusterkit.access.policies import GIVE_TIERS, SET_RULES
from clusterkit.access.tiers import tiers
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Action, Actor, actions, policy_of


@transaction.atomic
def give_tier(
    *,
    user: Any,
    tier: str,
    actor: Actor,
    valid_from: date | None = None,
    valid_until: date | None = None,
    reason: str = "",
) -> Grant:
    """Give *user* a tier from a day (today) to a day (no end), both included.

    Raises ``InvalidInput`` for an unknown tier or an end before the beginning.
    """
    policy_of(Grant).require(actor, GIVE_TIERS)
    start = valid_from or timezone.localdate()
    if tier not in {item.code for item in tiers.all()}:
        raise InvalidInput(_("There is no such tier."), field="tier")
    if valid_until is not None and valid_until < start:
        raise InvalidInput(_("The last day is before the first one."), field="valid_until")
    grant = Grant.objects.create(user=user, tier=tier, valid_from=start, valid_until=valid_until, reason=reason)
    ports.record(
        actor=actor, action=GIVE_TIERS.code, target=grant, after={"tier": tier, "user": user.pk}, reason=reason
    )
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, actor: Actor, reason: str = "") -> None:
    """Take a grant back: it holds no more from now on."""
    policy_of(Grant).require(actor, GIVE_TIERS, grant)
    ports.record(
        actor=actor,
        action=GIVE_TIERS.code,
        target=grant,
        before={"tier": grant.tier, "user": grant.user_id},
        reason=reason,
    )
    grant.delete()


@transaction.atomic
def set_rule(*, action: Action, tier: str, actor: Actor) -> Rule | None:
    """Let *action* need *tier* in this cluster; the declared tier removes the rule.

    Raises ``InvalidInput`` when the tier is outside the bounds that the code declares.
    """
    policy_of(Rule).require(actor, SET_RULES)
    if tier not in {item.code for item in tiers.between(action.lowest, action.highest)}:
        raise InvalidInput(_("This action cannot be opened or closed that far."), field="tier")
    before = Rule.objects.filter(action=action.code).values_list("tier", flat=True).first() or action.tier
    rule: Rule | None = None
    if tier == action.tier:
        Rule.objects.filter(action=action.code).delete()
    else:
        rule, _made = Rule.objects.update_or_create(action=action.code, defaults={"tier": tier})
    ports.record(
        actor=actor,
        action=SET_RULES.code,
        target=rule,
        before={action.code: before},
        after={action.code: tier},
    )
    return rule


def movable_actions() -> list[Action]:
    """The actions whose tier a cluster may choose, by code."""
    return sorted((item for item in actions if item.movable), key=lambda item: item.code)
