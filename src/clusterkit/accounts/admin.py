"""Who is registered and what people agreed to, for coordinators to look up."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import get_user_model

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.accounts.actions import SEE_PEOPLE
from clusterkit.accounts.models import ConsentDecision, Profile
from clusterkit.accounts.selectors import has_field

SHOWN = [
    name
    for name in ("name", "first_name", "last_name", "username", "email", "date_joined", "last_login", "is_active")
    if has_field(name)
]


class PersonAdmin(ClusterAdmin):
    """The people of this cluster; never their passwords."""

    policy_action = SEE_PEOPLE
    may_change = False
    fields = (*SHOWN,)
    list_display = ["__str__", *(name for name in SHOWN if name not in ("name", "username"))]
    search_fields = [name for name in SHOWN if name in ("name", "first_name", "last_name", "username", "email")]


if not cluster_site.is_registered(get_user_model()):
    cluster_site.register(get_user_model(), PersonAdmin)


@admin.register(Profile, site=cluster_site)
class ProfileAdmin(ClusterAdmin):
    """What people write about themselves."""

    policy_action = SEE_PEOPLE
    may_change = False
    list_display = ("user", "position", "phone", "language")
    list_select_related = ("user",)


@admin.register(ConsentDecision, site=cluster_site)
class ConsentAdmin(ClusterAdmin):
    """The register of consents that the law asks for."""

    policy_action = SEE_PEOPLE
    may_change = False
    list_display = ("user", "purpose", "version", "given", "at", "page", "language")
    list_filter = ("purpose", "given", "version")
    list_select_related = ("user",)
