"""Addresses of news and pages."""

from __future__ import annotations

from django.urls import path

from clusterkit.news import views

app_name = "clusterkit_news"

urlpatterns = [
    path("news/", views.ArticleList.as_view(), name="list"),
    path("news/feed/", views.ArticleFeed.as_view(), name="feed"),
    path("news/new/", views.ArticleCreate.as_view(), name="create"),
    path("news/<slug:slug>/", views.ArticleDetail.as_view(), name="article"),
    path("news/<slug:slug>/edit/", views.ArticleUpdate.as_view(), name="update"),
    path("news/<slug:slug>/publish/", views.ArticlePublish.as_view(), name="publish"),
    path("news/<slug:slug>/withdraw/", views.ArticleWithdraw.as_view(), name="withdraw"),
    path("pages/new/", views.PageEdit.as_view(), name="page-create"),
    path("pages/<slug:slug>/", views.PageDetail.as_view(), name="page"),
    path("pages/<slug:slug>/edit/", views.PageEdit.as_view(), name="page-update"),
]
