"""Addresses of the directory, under ``/participants/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.directory import views

app_name = "clusterkit_directory"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.OrganisationList.as_view(), name="list"),
    path("new/", views.RegisterOrganisation.as_view(), name="register"),
    path("mine/", views.MyOrganisations.as_view(), name="mine"),
    path("affiliations/<int:pk>/", views.DescribeAffiliation.as_view(), name="affiliation"),
    path("affiliations/<int:pk>/confirm/", views.ConfirmAffiliation.as_view(), name="confirm"),
    path("affiliations/<int:pk>/decline/", views.DeclineAffiliation.as_view(), name="decline"),
    path("affiliations/<int:pk>/withdraw/", views.WithdrawAffiliation.as_view(), name="withdraw"),
    path("affiliations/<int:pk>/end/", views.EndAffiliation.as_view(), name="end"),
    path("affiliations/<int:pk>/role/", views.ChangeRole.as_view(), name="role"),
    path("<slug:slug>/", views.OrganisationPageView.as_view(), name="detail"),
    path("<slug:slug>/join/", views.RequestAffiliation.as_view(), name="request"),
    path("<slug:slug>/edit/", views.EditOrganisation.as_view(), name="edit"),
    path("<slug:slug>/edit/capabilities/", views.EditCapabilities.as_view(), name="capabilities"),
    path("<slug:slug>/edit/contacts/", views.EditContacts.as_view(), name="contacts"),
    path("<slug:slug>/people/", views.OrganisationPeople.as_view(), name="people"),
    path("<slug:slug>/publish/", views.PublishOrganisation.as_view(), name="publish"),
    path("<slug:slug>/unpublish/", views.UnpublishOrganisation.as_view(), name="unpublish"),
]
