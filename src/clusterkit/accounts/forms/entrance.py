"""Registration, sign-in and passwords."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings as allauth_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal.userkit import filter_users_by_email
from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusterkit.accounts.consents import Purpose, purposes
from clusterkit.accounts.services import complete_registration
from clusterkit.accounts.validators import NAME_MAX_LENGTH
from clusterkit.core import ports
from clusterkit.core.web.forms import ClusterFormMixin
from clusterkit.tenancy.locks import hold


def password_hint() -> str:
    """What a password must be like, as sentences."""
    texts = password_validation.password_validators_help_texts()
    if minimum := allauth_settings.PASSWORD_MIN_LENGTH:
        texts.append(ngettext("At least %d character.", "At least %d characters.", minimum) % minimum)
    return " ".join(texts)


class _Dressed(ClusterFormMixin):
    """Takes allauth's placeholders off: a placeholder is no label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            if name in ("email", "login"):
                field.label = _("E-mail")
            if name == "password1":
                field.help_text = password_hint()
            elif isinstance(field.widget, forms.PasswordInput):
                field.help_text = ""


class SignupForm(_Dressed, AllauthSignupForm):  # type: ignore[misc]
    """Registration: name, address, password, and the consents without which there is no account."""

    field_order = ("name", "email", "password1")
    data: Any
    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Your name"),
            max_length=NAME_MAX_LENGTH,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            help_text=_("As colleagues know you, for example Anna Kavaleva."),
        )
        self.order_fields(self.field_order)
        self.consents: list[tuple[Purpose, str]] = []
        for number, purpose in enumerate(purposes.required()):
            name = f"consent{number}"
            self.consents.append((purpose, name))
            self.fields[name] = forms.BooleanField(
                label=_("I have read this text and agree"),
                error_messages={
                    "required": _("Without your consent we may not keep your data, so you cannot register.")
                },
            )
            # What was read is what is agreed to: a text that changed while the page was open is shown again.
            self.fields[f"{name}_version"] = forms.CharField(
                widget=forms.HiddenInput, initial=purpose.version, required=False
            )

    def consent_fields(self) -> list[dict[str, Any]]:
        """The texts with their boxes, for the page."""
        return [
            {"purpose": purpose, "field": self[name], "version": self[f"{name}_version"]}
            for purpose, name in self.consents
        ]

    def fix_address(self, email: str) -> None:
        """Register with this address and no other: a link to its mailbox led here."""
        field = self.fields["email"]
        field.initial, field.help_text = email, _("You were invited at this address. It needs no further confirmation.")
        field.widget.attrs["readonly"] = True
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("email")] = email

    def clean_name(self) -> str:
        """One line, no surrounding space."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """Check that the texts agreed to are the present ones."""
        cleaned: dict[str, Any] = super().clean()
        for purpose, name in self.consents:
            if cleaned.get(name) and cleaned.get(f"{name}_version") != purpose.version:
                self.add_error(name, _("The text was changed in the meantime. Please read it again."))
                self.data = self.data.copy()
                self.data[self.add_prefix(f"{name}_version")] = purpose.version
        return cleaned

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Called by allauth once the user is saved."""
        complete_registration(
            user=user,
            consents=[purpose for purpose, _name in self.consents],
            actor=ports.make_viewer.call(user),
            page=request.path,
        )

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Save everything or nothing. Of two people who send one address at once, the second is told by mail."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    # Not every user model forbids two people with one address.
                    hold("address", self.cleaned_data["email"].lower())
                    if not filter_users_by_email(self.cleaned_data["email"]):
                        user, response = super().try_save(request)
                        return user, response
            except IntegrityError:
                if not filter_users_by_email(self.cleaned_data["email"]):
                    raise
            self.account_already_exists = True
        # As slow as for a newcomer: otherwise the time of the answer tells who is registered.
        get_user_model()().set_password(self.cleaned_data.get("password1"))
        user, response = super().try_save(request)
        return user, response


class LoginForm(_Dressed, AllauthLoginForm):  # type: ignore[misc]
    """Sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "remember" in self.fields:
            self.fields["remember"].label = _("Stay signed in on this device")
        if "login" in self.fields:
            self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(_Dressed, AllauthResetPasswordForm):  # type: ignore[misc]
    """Ask for a link to set a new password."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send it, or tell that nobody is registered; the page says the same."""
        adapter, email = get_adapter(), str(self.cleaned_data["email"])
        for user in self.users:
            adapter.send_password_reset(user, email)
        if not self.users:
            adapter.send_unknown_account(email)
        return email


class ResetPasswordKeyForm(_Dressed, AllauthResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, by the link of the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ChangePasswordForm(_Dressed, AllauthChangePasswordForm):  # type: ignore[misc]
    """A new password of somebody who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Present password")
        del self.fields["password2"]


class SetPasswordForm(_Dressed, AllauthSetPasswordForm):  # type: ignore[misc]
    """A first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
