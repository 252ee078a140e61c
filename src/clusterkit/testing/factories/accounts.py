"""People."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.utils import timezone

from clusterkit.access.models import Grant
from clusterkit.accounts.consents import EXPERTISE, Purpose
from clusterkit.accounts.enums import TagKind
from clusterkit.accounts.models import Expertise, ExpertiseTag
from clusterkit.accounts.selectors import email_of, has_consent
from clusterkit.accounts.services import set_name, write_decision
from clusterkit.accounts.validators import tag_key
from clusterkit.core.policies import COORDINATOR, MEMBER


class UserFactory(factory.django.DjangoModelFactory):
    """A registered person with the password ``demo``, of any user model."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    name = factory.Sequence(lambda number: f"Person {number}")
    tier: str | None = None
    confirmed: bool = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        """``UserFactory(tier="coordinator")`` grants the tier since the beginning of last year.

        The address is confirmed, so that the person can sign in; not with ``confirmed=False``.
        """
        tier, confirmed = kwargs.pop("tier", None), kwargs.pop("confirmed", True)
        fields = _fields_of_model(model_class, email=kwargs.pop("email"), name=kwargs.pop("name"))
        user = model_class.objects.create_user(**{"password": "demo", **fields, **kwargs})
        if confirmed:
            EmailAddress.objects.create(user=user, email=email_of(user), verified=True, primary=True)
        if tier:
            Grant.objects.create(user=user, tier=tier, valid_from=date(timezone.localdate().year - 1, 1, 1))
        return user


def agree(user: Any, purpose: Purpose) -> None:
    """Let *user* agree to the present text of *purpose*, unless he does."""
    if not has_consent(user, purpose):
        write_decision(user_id=user.pk, purpose=purpose, given=True, page="/")


def _fields_of_model(model: Any, *, email: str, name: str) -> dict[str, Any]:
    """The address and the name in the fields that the user model has for them."""
    named = model()
    fields = {field: getattr(named, field) for field in set_name(named, name)}
    return {model.USERNAME_FIELD: email, model.get_email_field_name(): email, **fields}


class CoordinatorFactory(UserFactory):
    """A person who coordinates the cluster."""

    tier = COORDINATOR


class MemberFactory(UserFactory):
    """A person with a granted member tier (without an organisation)."""

    tier = MEMBER


class ExpertiseFactory(factory.django.DjangoModelFactory):
    """What a member knows: ``skills=["Welding"]``, ``topics=["Standards"]``. Shown to members; not with ``consent=False``."""

    class Meta:
        model = Expertise
        skip_postgeneration_save = True

    user = factory.SubFactory(MemberFactory)

    @factory.post_generation
    def skills(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The given skills; one where none are given."""
        _add_tags(self, TagKind.SKILL, ["Welding"] if extracted is None else extracted)

    @factory.post_generation
    def topics(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The given topics; none where none are given."""
        _add_tags(self, TagKind.TOPIC, extracted or [])

    @factory.post_generation
    def consent(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Who is shown agreed to it."""
        if create and extracted is not False:
            agree(self.user, EXPERTISE)


def _add_tags(expertise: Expertise, kind: TagKind, names: Iterable[str]) -> None:
    for place, name in enumerate(names):
        ExpertiseTag.objects.create(expertise=expertise, kind=kind, place=place, name=name, key=tag_key(name))
