"""Addresses of the public host. The operators' admin has a namespace of its own: Django's admin reverses it by name."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from clusterkit.registry import second_factor
from clusterkit.registry.marks import mark
from clusterkit.registry.operators import operators_site
from clusterkit.registry.views import clusters, console, opening, requests
from clusterkit.registry.views.catalogue import Catalogue

own_patterns: list[URLPattern | URLResolver] = [
    path("", Catalogue.as_view(), name="catalogue"),
    path("marks/<slug:slug>.svg", mark, name="mark"),
    path("open/", opening.Ask.as_view(), name="ask"),
    path("open/sent/", opening.Asked.as_view(), name="asked"),
    path("open/confirm/<str:token>/", opening.Confirm.as_view(), name="confirm"),
    path("console/", console.Overview.as_view(), name="overview"),
    path("console/requests/", requests.Requests.as_view(), name="requests"),
    path("console/requests/<int:pk>/", requests.RequestPage.as_view(), name="request"),
    path("console/requests/<int:pk>/approve/", requests.Approve.as_view(), name="approve"),
    path("console/requests/<int:pk>/decline/", requests.Decline.as_view(), name="decline"),
    path("console/requests/<int:pk>/mail/", requests.SendAgain.as_view(), name="send-again"),
    path("console/clusters/", clusters.Clusters.as_view(), name="clusters"),
    path("console/clusters/<slug:slug>/", clusters.ClusterPage.as_view(), name="cluster"),
    path("console/clusters/<slug:slug>/suspend/", clusters.Suspend.as_view(), name="suspend"),
    path("console/clusters/<slug:slug>/resume/", clusters.Resume.as_view(), name="resume"),
    path("console/clusters/<slug:slug>/archive/", clusters.Archive.as_view(), name="archive"),
    path("console/clusters/<slug:slug>/hosts/add/", clusters.AddHost.as_view(), name="add-host"),
    path("console/log/", console.Log.as_view(), name="log"),
    path("console/log/export/", console.SaveLog.as_view(), name="log-export"),
]
urlpatterns: list[URLPattern | URLResolver] = []
if second_factor.is_available():
    from clusterkit.registry.views.security import Security

    own_patterns += [path("console/sign-in/", Security.as_view(), name="security")]
    urlpatterns += [path("console/sign-in/", include("clusterkit.registry.security_urls"))]

urlpatterns += [
    path("", include((own_patterns, "clusterkit_registry"))),
    path("operators/", operators_site.urls),
]
