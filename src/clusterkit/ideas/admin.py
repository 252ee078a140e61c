"""The exchange in the admin, to look at: every change has its service and its page on the site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.ideas.actions import MODERATE, SETTINGS
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Comment, ExchangeSettings, Item, ItemChange


class KindFilter(admin.SimpleListFilter):
    """By kind, those of a host project as well, under the words of the registry."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """The kinds that are registered."""
        return item_kinds.choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Items of the chosen one."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Item, site=cluster_site)
class ItemAdmin(ClusterAdmin):
    """Items that were sent for publication: drafts are their organisation's own."""

    policy_action = MODERATE
    may_change = False
    list_display = ("title", "kind_label", "organisation", "state", "valid_until", "published_at")
    list_filter = ("state", KindFilter, "mode")
    search_fields = ("title", "summary")
    list_select_related = ("organisation",)
    exclude = ("search", "search_public", "unfinished")

    @admin.display(description=_("kind"), ordering="kind")
    def kind_label(self, row: Item) -> str:
        """Its kind, in the words of the registry."""
        return str(row.kind_info.label)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without drafts."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.exclude(state=ItemState.DRAFT)


@admin.register(Comment, site=cluster_site)
class CommentAdmin(ClusterAdmin):
    """The discussions."""

    policy_action = MODERATE
    may_change = False
    list_display = ("text", "item", "author", "created_at", "deleted_at")
    list_select_related = ("item", "author")
    search_fields = ("text",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the discussions of drafts."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.exclude(item__state=ItemState.DRAFT)


@admin.register(ItemChange, site=cluster_site)
class ItemChangeAdmin(ClusterAdmin):
    """Changes of open items."""

    policy_action = MODERATE
    may_change = False
    list_display = ("item", "state", "author", "created_at", "note")
    list_filter = ("state",)
    list_select_related = ("item", "author")
    search_fields = ("item__title",)


@admin.register(ExchangeSettings, site=cluster_site)
class ExchangeSettingsAdmin(ClusterAdmin):
    """How the exchange works."""

    policy_action = SETTINGS
    may_change = False
    list_display = ("premoderation", "allow_anonymous", "items_a_day", "comments_an_hour", "interests_a_day")
