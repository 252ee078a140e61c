"""Forms of who writes news and pages."""

from __future__ import annotations

from django import forms

from clusterkit.core.web.forms import ClusterModelForm
from clusterkit.news.models import Article, Page


class ArticleForm(ClusterModelForm):
    """An article."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = ("title", "summary", "body")


class PageForm(ClusterModelForm):
    """A page."""

    class Meta:
        model = Page
        fields = ("title", "body", "slug", "in_menu", "order", "is_published")
