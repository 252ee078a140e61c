"""Forms in the cluster's admin: to look at. They are edited on the office's own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.core.policies import visible_to
from clusterkit.questionnaires import actions
from clusterkit.questionnaires.models import Question, Version


class ReadOnlyAdmin(ClusterAdmin):
    """Shows what the person may see, and changes nothing."""

    policy_action = actions.MANAGE
    may_change = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Nobody reads here what the pages keep from him."""
        return visible_to(request.viewer, super().get_queryset(request))  # type: ignore[attr-defined]


@admin.register(Version, site=cluster_site)
class VersionAdmin(ReadOnlyAdmin):
    """Versions of forms."""

    list_display = ("questionnaire", "number", "state", "published_at")
    list_filter = ("state",)
    list_select_related = ("questionnaire",)


@admin.register(Question, site=cluster_site)
class QuestionAdmin(ReadOnlyAdmin):
    """Their questions."""

    list_display = ("label", "code", "kind", "is_required", "version")
    list_filter = ("kind",)
    list_select_related = ("version",)
