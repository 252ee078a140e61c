"""News and pages as JSON."""

from __future__ import annotations

from rest_framework import serializers

from clusterkit.core.api.fields import TranslatedText
from clusterkit.news.models import Article, Page


class ArticleSerializer(serializers.ModelSerializer[Article]):
    """An article; texts are objects by language code."""

    title = TranslatedText(max_length=200)
    summary = TranslatedText(max_length=500, required=False, allow_blank=True)
    body = TranslatedText(max_length=20000)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Article
        fields = ("id", "slug", "title", "summary", "body", "state", "published_at", "version", "url")
        read_only_fields = ("slug", "state", "published_at", "version")


class PageSerializer(serializers.ModelSerializer[Page]):
    """A page that stands."""

    title = TranslatedText(max_length=200)
    body = TranslatedText(max_length=40000)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Page
        fields = ("id", "slug", "title", "body", "updated_at", "url")
