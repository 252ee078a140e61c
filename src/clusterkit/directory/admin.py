"""The directory in the admin. Organisations and people are changed on the site; the list of sectors here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.core.admin import LINKS_ARE_HTTPS
from clusterkit.directory.actions import ADD_MEMBER, MANAGE_SECTORS, PUBLISH, SETTLE_CLAIM
from clusterkit.directory.models import (
    Affiliation,
    Capability,
    Certificate,
    Contact,
    DomainClaim,
    Invitation,
    Organisation,
    Product,
    Profile,
    Sector,
)
from clusterkit.directory.services import (
    create_profile,
    create_sector,
    delete_profile,
    delete_sector,
    update_profile,
    update_sector,
)


@admin.register(Sector, site=cluster_site)
class SectorAdmin(ClusterAdmin):
    """The fields of work of this cluster; saving goes through the services, so that the audit log knows."""

    policy_action = MANAGE_SECTORS
    may_add = may_delete = True
    list_display = ("__str__", "code", "order")

    def save_model(self, request: HttpRequest, obj: Sector, form: Any, change: bool) -> None:
        """Save as any other surface does."""
        viewer = request.viewer  # type: ignore[attr-defined]
        if change:
            update_sector(sector=obj, actor=viewer, code=obj.code, name=obj.name, order=obj.order)
            return
        made = create_sector(actor=viewer, code=obj.code, name=obj.name, order=obj.order)
        obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: Sector) -> None:
        """Delete as any other surface does."""
        delete_sector(sector=obj, actor=request.viewer)  # type: ignore[attr-defined]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """One by one, so that each is written down."""
        for sector in queryset:
            self.delete_model(request, sector)


@admin.register(Profile, site=cluster_site)
class ProfileAdmin(ClusterAdmin):
    """The narrower fields within the sectors; saved as those."""

    policy_action = MANAGE_SECTORS
    may_add = may_delete = True
    list_display = ("__str__", "code", "sector", "order")
    list_filter = ("sector",)
    list_select_related = ("sector",)

    def save_model(self, request: HttpRequest, obj: Profile, form: Any, change: bool) -> None:
        """Save as any other surface does."""
        viewer = request.viewer  # type: ignore[attr-defined]
        values = {"code": obj.code, "name": obj.name, "order": obj.order, "sector": obj.sector}
        if change:
            update_profile(profile=obj, actor=viewer, **values)
            return
        made = create_profile(actor=viewer, **values)
        obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: Profile) -> None:
        """Delete as any other surface does."""
        delete_profile(profile=obj, actor=request.viewer)  # type: ignore[attr-defined]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """One by one, so that each is written down."""
        for profile in queryset:
            self.delete_model(request, profile)


class CapabilityInline(admin.TabularInline):  # type: ignore[type-arg]
    """What the organisation offers, to read."""

    model = Capability
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """On its page only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """On its page only."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """With the organisation."""
        return bool(request.viewer.allows(PUBLISH))  # type: ignore[attr-defined]


class ProductInline(CapabilityInline):
    """What it makes, to read."""

    model = Product  # type: ignore[assignment]
    formfield_overrides = LINKS_ARE_HTTPS


class CertificateInline(CapabilityInline):
    """What it is certified for, to read."""

    model = Certificate  # type: ignore[assignment]


class ContactInline(CapabilityInline):
    """How it is reached, to read."""

    model = Contact  # type: ignore[assignment]


@admin.register(Organisation, site=cluster_site)
class OrganisationAdmin(ClusterAdmin):
    """To find and to look; its page edits."""

    policy_action = PUBLISH
    may_change = False
    list_display = ("__str__", "kind", "country", "number", "region", "is_founder", "is_published")
    list_filter = ("is_published", "kind", "region", "size", "is_founder")
    search_fields = ("slug", "sort_key", "number")
    inlines = (CapabilityInline, ProductInline, CertificateInline, ContactInline)


@admin.register(Affiliation, site=cluster_site)
class AffiliationAdmin(ClusterAdmin):
    """To find and to look; the people's page of the organisation decides."""

    policy_action = ADD_MEMBER
    may_change = False
    list_display = ("user", "organisation", "role", "state", "created_at")
    list_filter = ("state", "role")
    list_select_related = ("user", "organisation")
    search_fields = ("organisation__slug", "organisation__sort_key", "position")


@admin.register(DomainClaim, site=cluster_site)
class DomainClaimAdmin(ClusterAdmin):
    """To find and to look; the office's list of mail domains decides."""

    policy_action = SETTLE_CLAIM
    may_change = False
    list_display = ("domain", "organisation", "state", "proof", "created_at")
    list_filter = ("state", "proof")
    list_select_related = ("organisation",)
    search_fields = ("domain", "organisation__slug", "organisation__sort_key")


@admin.register(Invitation, site=cluster_site)
class InvitationAdmin(ClusterAdmin):
    """To find and to look; the people's page of the organisation invites."""

    policy_action = ADD_MEMBER
    may_change = False
    list_display = ("email", "organisation", "role", "state_label", "invited_by", "expires_at")
    list_filter = ("role",)
    list_select_related = ("organisation", "invited_by")
    search_fields = ("email", "organisation__slug", "organisation__sort_key")
