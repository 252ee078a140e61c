"""Addresses of the directory's API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.directory.api.views import (
    AffiliationViewSet,
    DomainClaimViewSet,
    DomainOfferViewSet,
    InvitationViewSet,
    LinksExportViewSet,
    LinksViewSet,
    OrganisationViewSet,
    PersonViewSet,
    ProfileViewSet,
    SectorViewSet,
)

app_name = "clusterkit_directory_api"

router = SimpleRouter()
router.register("organisations", OrganisationViewSet, basename="organisation")
router.register("affiliations", AffiliationViewSet, basename="affiliation")
router.register("people", PersonViewSet, basename="person")
router.register("domain-claims", DomainClaimViewSet, basename="domain-claim")
router.register("domain-offers", DomainOfferViewSet, basename="domain-offer")
router.register("invitations", InvitationViewSet, basename="invitation")
router.register("organisation-links/table", LinksExportViewSet, basename="organisation-links-table")
router.register("organisation-links", LinksViewSet, basename="organisation-links")
router.register("sectors", SectorViewSet, basename="sector")
router.register("profiles", ProfileViewSet, basename="profile")

urlpatterns = router.urls
