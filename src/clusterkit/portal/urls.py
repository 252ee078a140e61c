"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from clusterkit.portal import views

app_name = "clusterkit_portal"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("search/", views.Search.as_view(), name="search"),
    path("me/", views.Own.as_view(), name="own"),
    path("board/", views.Board.as_view(), name="board"),
]
