"""Addresses of the office's web hooks."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.webhooks.views import deliveries, endpoints

app_name = "clusterkit_webhooks"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", endpoints.Endpoints.as_view(), name="endpoints"),
    path("new/", endpoints.Add.as_view(), name="new"),
    path("<int:pk>/", endpoints.EndpointPage.as_view(), name="endpoint"),
    path("<int:pk>/edit/", endpoints.Edit.as_view(), name="edit"),
    path("<int:pk>/test/", endpoints.Test.as_view(), name="test"),
    path("<int:pk>/secret/", endpoints.NewSecret.as_view(), name="secret"),
    path("<int:pk>/on/", endpoints.SwitchOn.as_view(), name="on"),
    path("<int:pk>/off/", endpoints.SwitchOff.as_view(), name="off"),
    path("<int:pk>/delete/", endpoints.Delete.as_view(), name="delete"),
    path("deliveries/<int:pk>/", deliveries.DeliveryPage.as_view(), name="delivery"),
    path("deliveries/<int:pk>/again/", deliveries.Again.as_view(), name="again"),
]
