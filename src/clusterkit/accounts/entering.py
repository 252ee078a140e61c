"""Entering people without their registration: by a command, in the cluster or the public schema in force."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from clusterkit.accounts.actions import REGISTER
from clusterkit.accounts.models import Profile
from clusterkit.accounts.services import mark_confirmed, set_name
from clusterkit.core import ports
from clusterkit.core.exceptions import NotPermitted
from clusterkit.core.policies import Actor
from clusterkit.tenancy.context import in_cluster

PASSWORD_VARIABLE: Final = "CLUSTERKIT_PASSWORD"  # noqa: S105 (the name of a variable)


@transaction.atomic
def enter_person(
    *, email: str, password: str | None, actor: Actor, name: str = "", operator: bool = False
) -> AbstractBaseUser:
    """Make an account whose address counts as confirmed. Without a password it cannot sign in before a reset.

    An *operator* runs the platform; he stands in public and has no profile. Only the system or a coordinator
    enters people: ``NotPermitted`` for others. Raises ``ValidationError`` for a bad or taken address.
    """
    if not actor.is_coordinator:
        raise NotPermitted
    model: Any = get_user_model()
    user = model(**{model.get_email_field_name(): email.strip().lower()})
    if model.get_email_field_name() != model.USERNAME_FIELD:
        setattr(user, model.USERNAME_FIELD, email.strip().lower())
    if operator:
        user.is_staff = user.is_superuser = True
    set_name(user, name)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    mark_confirmed(user=user)
    if in_cluster():
        profile = Profile.objects.create(user=user)
        ports.record(actor=actor, action=REGISTER.code, target=profile, after={"entered": True})
    return user  # type: ignore[no-any-return]


def ask_password() -> str | None:
    """The password of :data:`PASSWORD_VARIABLE`, else the one typed twice; None where nobody can be asked.

    Raises ``CommandError`` for two different ones or one that the project's validators refuse.
    """
    password = os.environ.get(PASSWORD_VARIABLE) or None
    if password is None and sys.stdin is not None and sys.stdin.isatty():
        password = getpass.getpass("Password (empty: set later by a reset link): ") or None
        if password is not None and password != getpass.getpass("Password (again): "):
            raise CommandError("The two passwords differ.")
    if password is not None:
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
    return password


def in_one_line(error: ValidationError) -> str:
    """What is wrong, field by field, for a terminal."""
    return " ".join(f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items())
