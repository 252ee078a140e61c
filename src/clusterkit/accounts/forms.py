"""Forms of registration and sign-in."""

from __future__ import annotations

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms


class SignupForm(forms.Form):
    """Base of the registration form."""


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Sign-in."""
