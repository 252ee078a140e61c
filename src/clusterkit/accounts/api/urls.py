"""Addresses of the API of accounts."""

from __future__ import annotations

from django.urls import path

from clusterkit.accounts.api import data, views

app_name = "clusterkit_accounts_api"

urlpatterns = [
    path("me/", views.Me.as_view(), name="me"),
    path("me/consents/", views.Consents.as_view(), name="consents"),
    path("me/consents/<str:purpose>/", views.OneConsent.as_view(), name="consent"),
    path("me/data/", data.Data.as_view(), name="data"),
    path("me/erasure/", data.Erasure.as_view(), name="erasure"),
    path("people/<int:pk>/erasure/", data.PersonErasure.as_view(), name="person-erasure"),
]
