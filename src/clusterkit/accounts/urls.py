"""Addresses of accounts in a cluster: allauth's names without a namespace (it reverses them), our own pages with one."""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from clusterkit.accounts.public_urls import urlpatterns as entrance_patterns
from clusterkit.accounts.views import entrance, own, tokens

own_patterns: list[URLPattern | URLResolver] = [
    path("profile/", own.Profile.as_view(), name="profile"),
    path("email/confirm/<str:token>/", own.EmailConfirm.as_view(), name="email-confirm"),
    path("consents/", own.Consents.as_view(), name="consents"),
    path("consents/<str:purpose>/give/", own.ConsentGive.as_view(), name="consent-give"),
    path("consents/<str:purpose>/withdraw/", own.ConsentWithdraw.as_view(), name="consent-withdraw"),
    path("data/", own.Data.as_view(), name="data"),
    path("data/download/", own.DataFile.as_view(), name="data-file"),
]
if apps.is_installed("knox"):
    own_patterns += [
        path("tokens/", tokens.Tokens.as_view(), name="tokens"),
        path("tokens/<int:pk>/remove/", tokens.TokenRevoke.as_view(), name="token-revoke"),
    ]

urlpatterns: list[URLPattern | URLResolver] = [
    *entrance_patterns,
    path("signup/", entrance.Signup.as_view(), name="account_signup"),
    path("email/", own.Email.as_view(), name="account_email"),
    path("password/change/", own.PasswordChange.as_view(), name="account_change_password"),
    path("password/set/", own.PasswordSet.as_view(), name="account_set_password"),
    path("", include((own_patterns, "clusterkit_accounts"))),
]
