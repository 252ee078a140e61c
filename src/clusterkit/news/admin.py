"""News and pages in the coordination."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.news import services
from clusterkit.news.actions import EDIT
from clusterkit.news.models import Article, Page


@admin.register(Article, site=cluster_site)
class ArticleAdmin(ClusterAdmin):
    """Articles; they are written on the site."""

    policy_action = EDIT
    may_change = False
    list_display = ("title", "state", "published_at", "author")
    list_filter = ("state",)
    exclude = ("search",)


@admin.register(Page, site=cluster_site)
class PageAdmin(ClusterAdmin):
    """Pages."""

    policy_action = EDIT
    may_add = True
    list_display = ("title", "slug", "in_menu", "order", "is_published")
    exclude = ("search",)

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        """Save as any other surface does."""
        stored = Page.objects.get(pk=obj.pk) if change else None
        saved = services.save_page(
            actor=request.viewer,  # type: ignore[attr-defined]
            page=stored,
            values=form.cleaned_data,
        )
        obj.pk = saved.pk
