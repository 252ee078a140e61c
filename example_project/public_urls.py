"""Addresses of the public host in the example project."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("clusterkit.public_urls")),
]

handler400 = "clusterkit.core.web.errors.bad_request"
handler403 = "clusterkit.core.web.errors.forbidden"
handler404 = "clusterkit.core.web.errors.not_found"
handler500 = "clusterkit.core.web.errors.server_error"
