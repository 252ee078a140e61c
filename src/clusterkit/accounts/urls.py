"""Addresses of accounts in a cluster: allauth's names without a namespace (it reverses them), our own pages with one."""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from clusterkit.accounts.public_urls import urlpatterns as entrance_patterns
from clusterkit.accounts.views import consents, data, entrance, own, personal_links, tokens

own_patterns: list[URLPattern | URLResolver] = [
    path("profile/", own.Profile.as_view(), name="profile"),
    path("email/confirm/<str:token>/", own.EmailConfirm.as_view(), name="email-confirm"),
    path("consents/", consents.Consents.as_view(), name="consents"),
    path("consents/again/", consents.AskAgain.as_view(), name="consents-again"),
    path("consents/texts/<int:pk>/", consents.KeptText.as_view(), name="consent-kept-text"),
    path("consents/<str:purpose>/", consents.Text.as_view(), name="consent-text"),
    path("consents/<str:purpose>/give/", consents.Give.as_view(), name="consent-give"),
    path("consents/<str:purpose>/withdraw/", consents.Withdraw.as_view(), name="consent-withdraw"),
    path("data/", data.Data.as_view(), name="data"),
    path("data/erase/", data.Erase.as_view(), name="erase"),
    path("links/", personal_links.Links.as_view(), name="links"),
    path("links/<str:purpose>/make/", personal_links.LinkMake.as_view(), name="link-make"),
    path("links/<int:pk>/remove/", personal_links.LinkRevoke.as_view(), name="link-revoke"),
    path("people/", data.People.as_view(), name="people"),
    path("people/<int:pk>/erase/", data.ErasePerson.as_view(), name="erase-person"),
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
