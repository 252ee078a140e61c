"""Addresses of the audit log."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.audit.views import AuditExport, AuditList

app_name = "clusterkit_audit"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", AuditList.as_view(), name="list"),
    path("export/", AuditExport.as_view(), name="export"),
]
