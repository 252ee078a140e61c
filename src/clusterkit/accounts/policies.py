"""A person's own things are his own; coordinators see who is registered and what he agreed to."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import models

from clusterkit.accounts.actions import MANAGE_OWN, SEE_EXPERTISE, SEE_PEOPLE, SEE_PROFILE
from clusterkit.accounts.agreement import consented, has_consent
from clusterkit.accounts.consents import EXPERTISE
from clusterkit.accounts.models import (
    ConsentDecision,
    ConsentText,
    Expertise,
    ExpertiseTag,
    PersonalLink,
    Profile,
    TokenName,
)
from clusterkit.core.policies import Action, Actor, Policy, TierPolicy, policy_of, register

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


def _is_found(actor: Actor, row: Profile | Expertise) -> bool:
    """Whether *actor* finds the person of *row* by what he knows: a member, one who agreed to it."""
    return actor.allows(SEE_EXPERTISE) and row.user.is_active and has_consent(row.user_id, EXPERTISE)


def _found_by(actor: Actor) -> models.Q:
    """The same for rows with a ``user``."""
    if not actor.allows(SEE_EXPERTISE):
        return models.Q(pk__in=())
    return models.Q(consented(EXPERTISE.code), user__is_active=True)


@register
class ProfilePolicy(OwnPolicy[Profile]):
    """Profiles: his own, all for the office, and for members those of whom they find. Never the phone: the office only."""

    model = Profile
    view = SEE_PROFILE
    seen_by_office = True

    def permits(self, actor: Actor, action: Action, obj: Profile) -> bool:
        """To see it, where he is found."""
        return super().permits(actor, action, obj) or (action == self.view and _is_found(actor, obj))

    def scope(self, actor: Actor, queryset: models.QuerySet[Profile]) -> models.QuerySet[Profile]:
        """As ``permits`` for seeing."""
        if actor.is_coordinator:
            return queryset
        return queryset.filter(models.Q(user_id=actor.user_id) | _found_by(actor))


@register
class ConsentPolicy(OwnPolicy[ConsentDecision]):
    """The register of consents."""

    model = ConsentDecision
    seen_by_office = True


@register
class TokenNamePolicy(OwnPolicy[TokenName]):
    """API tokens: nobody but their owner."""

    model = TokenName


@register
class PersonalLinkPolicy(OwnPolicy[PersonalLink]):
    """Personal addresses: nobody but their owner."""

    model = PersonalLink


@register
class ConsentTextPolicy(Policy[ConsentText]):
    """The words that were read: to those who answered to them, and to the office."""

    model = ConsentText
    view = MANAGE_OWN

    def permits(self, actor: Actor, action: Action, obj: ConsentText) -> bool:
        """To read them; nobody changes them."""
        if action not in (self.view, SEE_PEOPLE):
            return False
        return actor.is_coordinator or ConsentDecision.objects.filter(user_id=actor.user_id or 0, text=obj).exists()

    def scope(self, actor: Actor, queryset: models.QuerySet[ConsentText]) -> models.QuerySet[ConsentText]:
        """As ``permits`` for seeing."""
        if actor.is_coordinator:
            return queryset
        answered = ConsentDecision.objects.filter(user_id=actor.user_id or 0, text=models.OuterRef("pk"))
        return queryset.filter(models.Exists(answered))


@register
class PersonPolicy(TierPolicy[Any]):
    """Who is registered: for the office. What others see of a person is the directory's business."""

    model = get_user_model()
    view = SEE_PEOPLE


@register
class ExpertisePolicy(Policy[Expertise]):
    """What somebody knows: to himself, and to members where he agreed. The office has no other sight of it than they."""

    model = Expertise
    view = SEE_PROFILE

    def permits(self, actor: Actor, action: Action, obj: Expertise) -> bool:
        """His own to see and to keep; that of others to see where he is found."""
        if obj.user_id == actor.user_id:
            return action in (self.view, MANAGE_OWN)
        return action == self.view and _is_found(actor, obj)

    def scope(self, actor: Actor, queryset: models.QuerySet[Expertise]) -> models.QuerySet[Expertise]:
        """His own, and that of whom he finds."""
        return queryset.filter(models.Q(user_id=actor.user_id) | _found_by(actor))


@register
class ExpertiseTagPolicy(Policy[ExpertiseTag]):
    """Skills and topics: as the expertise they belong to."""

    model = ExpertiseTag
    view = SEE_PROFILE

    def permits(self, actor: Actor, action: Action, obj: ExpertiseTag) -> bool:
        """As its expertise."""
        return policy_of(Expertise).can(actor, action, obj.expertise)

    def scope(self, actor: Actor, queryset: models.QuerySet[ExpertiseTag]) -> models.QuerySet[ExpertiseTag]:
        """Those of visible expertise."""
        return queryset.filter(expertise__in=policy_of(Expertise).visible_to(actor))
