"""The user model for new projects."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.selectors import name_of
from clusterkit.accounts.services import set_name
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.emailuser.models import User
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.exceptions import CrossTenantError
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_user_is_made_with_an_address_in_small_letters() -> None:
    user = User.objects.create_user("Anna@Example.ORG", "secret", name="Anna")
    assert user.email == "anna@example.org"
    assert user.check_password("secret")
    assert not user.is_staff
    assert not user.is_superuser
    assert str(user) == user.get_full_name() == user.get_short_name() == "Anna"


def test_a_user_without_a_password_cannot_sign_in() -> None:
    user = User.objects.create_user("anna@example.org")
    assert not user.has_usable_password()
    assert authenticate(email="anna@example.org", password="") is None


def test_an_address_is_needed() -> None:
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user("")


def test_without_a_name_the_address_stands_for_it() -> None:
    user = User.objects.create_user("anna@example.org")
    assert user.get_full_name() == "anna"
    assert str(user) == "anna@example.org"
    assert name_of(user) == ""


def test_an_operator_is_made_by_command_in_public() -> None:
    with public_schema():
        operator = User.objects.create_superuser("op@example.org", "secret")
        assert operator.is_staff
        assert operator.is_superuser
    assert not User.objects.filter(email="op@example.org").exists()


def test_addresses_are_unique_whatever_their_case() -> None:
    User.objects.create_user("anna@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ANNA@example.org")])
    double = User(email="Anna@Example.org")
    with pytest.raises(ValidationError) as caught:
        double.full_clean(exclude=["password"])
    assert "email" in str(caught.value)
    assert double.email == "anna@example.org"


def test_the_natural_key_is_the_address_whatever_its_case() -> None:
    user = User.objects.create_user("anna@example.org")
    assert User.objects.get_by_natural_key("ANNA@example.org") == user


def test_a_user_of_one_cluster_is_not_saved_in_another(beta: Cluster) -> None:
    user = User.objects.create_user("anna@example.org")
    with cluster_context(beta):
        assert not User.objects.filter(email="anna@example.org").exists()
        with pytest.raises(CrossTenantError):
            user.save()


def test_a_name_goes_into_the_field_the_model_has() -> None:
    user = get_user_model()(email="anna@example.org")
    assert set_name(user, "Anna Kavaleva") == ["name"]
    assert name_of(user) == "Anna Kavaleva"


def test_an_erased_one_is_called_a_removed_person_in_the_language_of_the_page() -> None:
    anna = UserFactory(email="anna@example.org", name="Anna Kavaleva")
    erase_person(user_id=anna.pk, actor=viewer_of(anna))
    anna.refresh_from_db()
    with translation.override("en"):
        assert anna.get_full_name() == str(anna) == anna.get_short_name() == "removed person"
    with translation.override("ru"):
        assert str(anna) == "удалённый участник"
