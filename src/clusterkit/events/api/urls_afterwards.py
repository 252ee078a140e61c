"""Addresses of short meetings and of what follows an event, in the API."""

from __future__ import annotations

from django.urls import URLPattern, path

from clusterkit.events.api.meetings import EventAfterwardsViewSet, OwnAfterwardsViewSet

patterns: list[URLPattern] = [
    path("events/<int:pk>/meetings/", EventAfterwardsViewSet.as_view({"get": "meetings"}), name="event-meetings"),
    path("events/<int:pk>/meetings/slots/", EventAfterwardsViewSet.as_view({"get": "slots"}), name="meeting-slots"),
    path("events/<int:pk>/summary/", EventAfterwardsViewSet.as_view({"get": "summary"}), name="event-summary"),
    path("registrations/<int:pk>/meetings/", OwnAfterwardsViewSet.as_view({"put": "wish"}), name="meeting-wish"),
    path(
        "registrations/<int:pk>/feedback/",
        OwnAfterwardsViewSet.as_view({"get": "feedback", "put": "give"}),
        name="registration-feedback",
    ),
]
