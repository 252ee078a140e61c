"""Who is registered and what people agreed to, for coordinators to look up."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.accounts.actions import SEE_PEOPLE
from clusterkit.accounts.models import ConsentDecision, Expertise, Profile
from clusterkit.accounts.selectors import has_field, shown_expertise

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


@admin.register(Expertise, site=cluster_site)
class ExpertiseAdmin(ClusterAdmin):
    """What people know: the office sees what members see, by the consent of each."""

    policy_action = SEE_PEOPLE
    may_change = False
    list_display = ("user", "words", "updated_at")
    fields = ("user", "words", "updated_at")
    list_select_related = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Expertise]:
        """Those who are shown."""
        return shown_expertise(request.viewer).prefetch_related("tags")  # type: ignore[attr-defined]

    @admin.display(description=_("skills and topics"))
    def words(self, row: Any) -> str:
        """All of them in one line."""
        return ", ".join(tag.name for tag in row.tags.all())
