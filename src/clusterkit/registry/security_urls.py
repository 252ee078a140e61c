"""Addresses of the second factor. allauth reverses these names, so they have no namespace."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from clusterkit.registry.views import security

urlpatterns: list[URLPattern | URLResolver] = [
    path("code/", security.Authenticate.as_view(), name="mfa_authenticate"),
    path("again/", security.ReauthenticateByPassword.as_view(), name="account_reauthenticate"),
    path("again/code/", security.Reauthenticate.as_view(), name="mfa_reauthenticate"),
    path("set-up/", security.SetUp.as_view(), name="mfa_activate_totp"),
    path("switch-off/", security.SwitchOff.as_view(), name="mfa_deactivate_totp"),
    path("recovery-codes/", security.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", security.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("all/", RedirectView.as_view(pattern_name="clusterkit_registry:security"), name="mfa_index"),
]
