"""A person's own things are his own; coordinators see who is registered and what he agreed to."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from clusterkit.accounts.actions import MANAGE_OWN, SEE_PEOPLE
from clusterkit.accounts.models import Consent, Profile, TokenName
from clusterkit.core.policies import Action, Actor, Policy, register

M = TypeVar("M", bound=models.Model)


class OwnPolicy(Policy[M]):
    """Rows with a ``user`` are open to him only; where ``seen_by_office`` is set, also to coordinators, to read."""

    view = MANAGE_OWN
    seen_by_office = False

    def permits(self, actor: Actor, action: Action, obj: Any) -> bool:
        """His own; for the office only to see."""
        if obj.user_id == actor.user_id:
            return True
        return action in (self.view, SEE_PEOPLE) and self.seen_by_office and actor.is_coordinator

    def scope(self, actor: Actor, queryset: models.QuerySet[M]) -> models.QuerySet[M]:
        """His own; all of them for the office."""
        if self.seen_by_office and actor.is_coordinator:
            return queryset
        return queryset.filter(user_id=actor.user_id)


@register
class ProfilePolicy(OwnPolicy[Profile]):
    """Profiles. What others see of a person is the directory's business."""

    model = Profile
    seen_by_office = True


@register
class ConsentPolicy(OwnPolicy[Consent]):
    """Consents."""

    model = Consent
    seen_by_office = True


@register
class TokenNamePolicy(OwnPolicy[TokenName]):
    """API tokens: nobody but their owner."""

    model = TokenName
