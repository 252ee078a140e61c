"""Addresses of the entrance: what a cluster's site and the public host (for operators) have in common."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.accounts.views import entrance

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", entrance.Login.as_view(), name="account_login"),
    path("logout/", entrance.Logout.as_view(), name="account_logout"),
    path("inactive/", entrance.Inactive.as_view(), name="account_inactive"),
    path("confirm-email/", entrance.VerificationSent.as_view(), name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", entrance.ConfirmEmail.as_view(), name="account_confirm_email"),
    path("password/reset/", entrance.PasswordReset.as_view(), name="account_reset_password"),
    path("password/reset/done/", entrance.PasswordResetDone.as_view(), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        entrance.PasswordResetFromKeyDone.as_view(),
        name="account_reset_password_from_key_done",
    ),
    path(
        "password/reset/key/<str:key>/", entrance.PasswordResetFromKey.as_view(), name="account_reset_password_from_key"
    ),
]
