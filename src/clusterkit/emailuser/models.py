"""The user: an e-mail address to sign in with, and a name to be shown."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.erased import is_erased_address, removed_person
from clusterkit.tenancy.guards import ClusterModel, ClusterQuerySet, GuardedRelations


class UserManager(GuardedRelations, BaseUserManager.from_queryset(ClusterQuerySet)):  # type: ignore[misc]
    """Makes users; addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with this address. Raises ``ValueError`` without one. No password: it cannot be used to sign in."""
        if not email:
            raise ValueError("A user needs an e-mail address")
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An operator (in public)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """By address, whatever its case."""
        user: User = self.get(email__iexact=username)
        return user


class User(ClusterModel, AbstractBaseUser, PermissionsMixin):
    """A person of one cluster, or an operator of the platform."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150, blank=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("registered on"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="clusterkit_user_email",
                violation_error_message=_("Somebody is registered with this e-mail already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() if is_erased_address(self.email) else self.name or self.email

    def clean(self) -> None:
        """Store the address in one form."""
        super().clean()
        self.email = type(self).objects.normalize_email(self.email).lower()

    def get_full_name(self) -> str:
        """The name to show; the part before the @ where none was given. Of an erased person, that he was removed."""
        if is_erased_address(self.email):
            return removed_person()
        return self.name or self.email.partition("@")[0]

    def get_short_name(self) -> str:
        """As the full name: given names are not split off."""
        return self.get_full_name()
