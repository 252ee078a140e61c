"""Makes rows of the public host. Use them in ``public_schema()``."""

from __future__ import annotations

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone

from clusterkit.registry.models import OpeningRequest
from clusterkit.testing.factories.accounts import UserFactory


class OperatorFactory(UserFactory):
    """Somebody who runs the platform."""

    class Meta:
        model = get_user_model()

    is_staff = True
    is_superuser = True


class OpeningRequestFactory(factory.django.DjangoModelFactory[OpeningRequest]):
    """A request for a cluster whose address nobody has confirmed."""

    class Meta:
        model = OpeningRequest

    organisation = "Gomeldrev"
    person = "Anna Kavaleva"
    email = factory.Sequence(lambda number: f"asks{number}@example.org")
    name = factory.Sequence(lambda number: f"Wood cluster {number}")
    industry = "Wood"
    city = "Gomel"
    region = "gomel"
    slug = factory.Sequence(lambda number: f"wood-{number}")
    message = "Twelve plants"
    language = "en"
    consented_at = factory.LazyFunction(timezone.now)
