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
    path("acting/", views.ChooseOrganisation.as_view(), name="choose"),
    path("domains/", views.DomainClaims.as_view(), name="domain-claims"),
    path("domains/link/<str:token>/", views.DomainLink.as_view(), name="domain-link"),
    path("domains/<int:pk>/", views.ChangeClaim.as_view(), name="domain-claim"),
    path("domains/<int:pk>/mail/", views.MailAgain.as_view(), name="domain-mail"),
    path("domains/<int:pk>/end/", views.EndClaim.as_view(), name="domain-end"),
    path("domains/<int:pk>/settle/", views.SettleClaim.as_view(), name="domain-settle"),
    path("domains/<int:pk>/decline/", views.DeclineClaim.as_view(), name="domain-decline"),
    path("invitations/open/<str:token>/", views.OpenInvitation.as_view(), name="invitation"),
    path("invitations/<int:pk>/resend/", views.ResendInvitation.as_view(), name="invitation-resend"),
    path("invitations/<int:pk>/revoke/", views.RevokeInvitation.as_view(), name="invitation-revoke"),
    path("links/", views.LinksPage.as_view(), name="links"),
    path("links/export/", views.LinksExport.as_view(), name="links-export"),
    path("people/", views.PeopleList.as_view(), name="people-list"),
    path("people/<int:pk>/", views.PersonPage.as_view(), name="person"),
    path("sectors/", views.SectorList.as_view(), name="sectors"),
    path("sectors/new/", views.AddSector.as_view(), name="sector-new"),
    path("sectors/<int:pk>/", views.EditSector.as_view(), name="sector"),
    path("sectors/<int:pk>/delete/", views.DeleteSector.as_view(), name="sector-delete"),
    path("profiles/new/", views.AddProfile.as_view(), name="profile-new"),
    path("profiles/<int:pk>/", views.EditProfile.as_view(), name="profile"),
    path("profiles/<int:pk>/delete/", views.DeleteProfile.as_view(), name="profile-delete"),
    path("<slug:slug>/", views.OrganisationPageView.as_view(), name="detail"),
    path("<slug:slug>/join/", views.RequestAffiliation.as_view(), name="request"),
    path("<slug:slug>/join-by-address/", views.JoinByAddress.as_view(), name="join"),
    path("<slug:slug>/domains/", views.OrganisationDomains.as_view(), name="domains"),
    path("<slug:slug>/edit/", views.EditOrganisation.as_view(), name="edit"),
    path("<slug:slug>/edit/capabilities/", views.EditCapabilities.as_view(), name="capabilities"),
    path("<slug:slug>/edit/contacts/", views.EditContacts.as_view(), name="contacts"),
    path("<slug:slug>/edit/products/", views.EditProducts.as_view(), name="products"),
    path("<slug:slug>/edit/certificates/", views.EditCertificates.as_view(), name="certificates"),
    path("<slug:slug>/edit/pictures/", views.EditPictures.as_view(), name="pictures"),
    path("<slug:slug>/history/", views.OrganisationHistory.as_view(), name="history"),
    path("<slug:slug>/duplicate/", views.FindDuplicate.as_view(), name="duplicate"),
    path("<slug:slug>/merge/", views.MergeOrganisations.as_view(), name="merge"),
    path("<slug:slug>/invite/", views.InviteByMail.as_view(), name="invite"),
    path("<slug:slug>/people/", views.OrganisationPeople.as_view(), name="people"),
    path("<slug:slug>/publish/", views.PublishOrganisation.as_view(), name="publish"),
    path("<slug:slug>/unpublish/", views.UnpublishOrganisation.as_view(), name="unpublish"),
]
