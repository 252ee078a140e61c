"""What operators see of clusters."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusterkit.core.admin import SturdyAdmin
from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import Action
from clusterkit.jobs.models import Job
from clusterkit.jobs.services import discard, resend
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


@admin.register(Job, site=operators_site)
class JobAdmin(OperatorAdmin):
    """The queue of all clusters. Nothing is added, changed or deleted here but by the two actions."""

    policy_action = OPERATE
    list_display = ("schema_name", "code", "state", "attempts", "run_at", "finished_at", "last_error")
    list_filter = ("state", "code")
    search_fields = ("schema_name", "code")
    actions = ("run_again", "throw_away")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Jobs are given by code."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are only looked at."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What waits is somebody's."""
        return False

    @admin.action(description=_("Let what was given up run again"), permissions=["view"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Through the service, one by one; others are left alone."""
        count = self._each(request, queryset, resend)
        if count:
            text = ngettext("%(count)d job will run again.", "%(count)d jobs will run again.", count)
            self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Throw away what was given up"), permissions=["view"])
    def throw_away(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Through the service, one by one; others are left alone."""
        count = self._each(request, queryset, discard)
        if count:
            text = ngettext("%(count)d job was thrown away.", "%(count)d jobs were thrown away.", count)
            self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def _each(self, request: HttpRequest, jobs: QuerySet[Job], service: Any) -> int:
        done = 0
        for job in jobs:
            try:
                service(job=job, actor=request.viewer)  # type: ignore[attr-defined]
            except DomainError as error:
                self.message_user(request, f"{job}: {error}", messages.WARNING)
            else:
                done += 1
        return done
