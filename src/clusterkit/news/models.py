"""Articles with a date, and pages that stand."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.core.addresses import address_of
from clusterkit.core.ports import AuditName
from clusterkit.core.search import search_field
from clusterkit.core.translated import TranslatedField
from clusterkit.news.enums import ArticleState
from clusterkit.tenancy.guards import ClusterModel, StatefulModel


class Article(StatefulModel):
    """A piece of news in the cluster's languages."""

    audit_names: ClassVar = {"created": AuditName(_("written anew"))}

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = TranslatedField(_("title"), max_length=200)
    summary = TranslatedField(_("summary"), max_length=500, multiline=True, blank=True)
    body = TranslatedField(_("text"), max_length=20000, multiline=True)
    state = models.CharField(_("state"), max_length=12, choices=ArticleState, default=ArticleState.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    search = search_field(heading="title", body=("summary", "body"), translated=("title", "summary", "body"))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("-published_at", "-pk")
        indexes = [
            GinIndex(fields=["search"], name="clusterkit_news_search"),
            models.Index(fields=["-published_at", "-id"], name="clusterkit_news_newest"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        """The article's page."""
        return address_of("clusterkit_news:article", slug=self.slug)


class Page(ClusterModel):
    """A page that stands: about the cluster, how to join, contacts. ``about`` and ``contacts`` are known to the layouts."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = TranslatedField(_("title"), max_length=200)
    body = TranslatedField(_("text"), max_length=40000, multiline=True)
    in_menu = models.BooleanField(_("in the main menu"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_published = models.BooleanField(_("shown on the site"), default=True)
    search = search_field(heading="title", body=("body",), translated=("title", "body"))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("order", "pk")
        indexes = [GinIndex(fields=["search"], name="clusterkit_news_page_search")]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        """The page's address."""
        return address_of("clusterkit_news:page", slug=self.slug)
