"""Whether an operator has still to show a second factor before the operators' pages open."""

from __future__ import annotations

from urllib.parse import urlencode

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse

from clusterkit.core.conf import conf


def is_available() -> bool:
    """Whether the app for authenticator codes is installed."""
    return apps.is_installed("allauth.mfa")


def next_step(request: HttpRequest) -> str:
    """Where the operator must go first: to set up an app where one is required, to give a code of his; "" for nowhere.

    Asked on each page, so that a session from before the set-up is no way around it.
    """
    if not is_available():
        return ""
    from clusterkit.accounts.second_factor import has_second_factor, used_second_factor

    if used_second_factor(request):
        return ""
    if has_second_factor(request.user):
        return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
    return reverse("mfa_activate_totp") if conf.OPERATORS_REQUIRE_SECOND_FACTOR else ""
