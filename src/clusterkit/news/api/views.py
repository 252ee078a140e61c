"""News and pages as JSON."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.news import services
from clusterkit.news.actions import EDIT, VIEW
from clusterkit.news.api.serializers import ArticleSerializer, PageSerializer
from clusterkit.news.models import Article, Page
from clusterkit.news.selectors import articles_for


class ArticleViewSet(mixins.CreateModelMixin, ReadViewSet):
    """Articles: read by everybody, written by coordinators."""

    policy_actions = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": EDIT,
        "partial_update": EDIT,
        "publish": EDIT,
        "withdraw": EDIT,
    }
    model = Article
    serializer_class = ArticleSerializer
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    cursor_ordering = ("-published_at", "-pk")

    def get_rows(self) -> QuerySet[Article]:
        """What the caller may read, with the texts."""
        return articles_for(self.viewer).defer(None)

    def perform_create(self, serializer: Any) -> None:
        """A draft."""
        serializer.instance = services.create_article(actor=self.viewer, values=serializer.validated_data)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change texts; send the ``version`` you read to be told of a conflict."""
        article = self.get_object()
        serializer = self.get_serializer(article, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        version = cast("dict[str, Any]", request.data).get("version")
        saved = services.update_article(
            article=article,
            actor=self.viewer,
            values=serializer.validated_data,
            expected_version=version if isinstance(version, int) else None,
        )
        return Response(self.get_serializer(saved).data)

    @extend_schema(request=None, responses=ArticleSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, slug: str) -> Response:
        """Show it to readers."""
        article = services.publish_article(article=self.get_object(), actor=self.viewer)
        return Response(self.get_serializer(article).data, status=status.HTTP_200_OK)

    @extend_schema(request=None, responses=ArticleSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, slug: str) -> Response:
        """Take it off the site."""
        article = services.withdraw_article(article=self.get_object(), actor=self.viewer)
        return Response(self.get_serializer(article).data, status=status.HTTP_200_OK)


class PageViewSet(ReadViewSet):
    """Pages that stand."""

    policy_actions = {"list": VIEW, "retrieve": VIEW}
    model = Page
    serializer_class = PageSerializer
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    cursor_ordering = ("order", "pk")
