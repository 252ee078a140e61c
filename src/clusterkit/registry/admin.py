"""What operators see of clusters."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from clusterkit.core.admin import SturdyAdmin
from clusterkit.core.policies import Action
from clusterkit.registry.actions import OPERATE
from clusterkit.registry.models import NationalFigure
from clusterkit.registry.operators import operators_site
from clusterkit.tenancy.models import Cluster, Domain
from clusterkit.tenancy.services import update_cluster


class OperatorAdmin(SturdyAdmin):
    """Base: the site's own permission decides; Django's model permissions are the operators'."""

    policy_action: ClassVar[Action] = OPERATE


class DomainInline(admin.TabularInline):  # type: ignore[type-arg]
    """The host names of a cluster."""

    model = Domain
    extra = 0


@admin.register(Cluster, site=operators_site)
class ClusterOperatorAdmin(OperatorAdmin):
    """Clusters are made by command; here their rows are kept."""

    policy_action = OPERATE
    list_display = ("slug", "short_name", "status", "stage", "region", "participants", "created_at")
    list_filter = ("status", "stage", "region")
    search_fields = ("slug",)
    readonly_fields = ("slug", "schema_name", "created_at", "updated_at")
    inlines = (DomainInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """``manage.py create_cluster`` makes the schema too."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A row without its schema would be half a cluster."""
        return False

    def save_model(self, request: HttpRequest, obj: Cluster, form: Any, change: bool) -> None:
        """Save through the service, which tells the other processes."""
        update_cluster(cluster=obj, **{name: form.cleaned_data[name] for name in form.changed_data})


@admin.register(NationalFigure, site=operators_site)
class NationalFigureAdmin(OperatorAdmin):
    """The national picture."""

    policy_action = OPERATE
    list_display = ("label", "count", "year", "source", "order")
