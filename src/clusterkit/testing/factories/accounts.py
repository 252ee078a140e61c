"""People."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone

from clusterkit.access.models import Grant
from clusterkit.core.policies import COORDINATOR, MEMBER


class UserFactory(factory.django.DjangoModelFactory):
    """A registered person with the password ``demo``."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    name = factory.Sequence(lambda number: f"Person {number}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        return model_class.objects.create_user(*args, password=kwargs.pop("password", "demo"), **kwargs)

    @factory.post_generation
    def tier(self: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:
        """``UserFactory(tier="coordinator")`` grants the tier from the beginning of the year."""
        if create and extracted:
            Grant.objects.create(user=self, tier=extracted, valid_from=date(timezone.localdate().year - 1, 1, 1))


class CoordinatorFactory(UserFactory):
    """A person who coordinates the cluster."""

    tier = COORDINATOR


class MemberFactory(UserFactory):
    """A person with a granted member tier (without an organisation)."""

    tier = MEMBER
