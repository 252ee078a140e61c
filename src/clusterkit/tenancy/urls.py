"""Addresses of a cluster's brand files."""

from __future__ import annotations

from django.urls import path

from clusterkit.tenancy.web import views

app_name = "clusterkit_tenancy"

urlpatterns = [
    path("brand.css", views.brand_css, name="brand-css"),
    path("logo.svg", views.logo, name="logo"),
    path("mark.svg", views.mark, name="mark"),
]
