"""Addresses of events in the API."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from clusterkit.events.api.certificates import AttendanceCertificateViewSet
from clusterkit.events.api.door import DoorViewSet
from clusterkit.events.api.meetings import MeetingViewSet
from clusterkit.events.api.organising import EventSeriesViewSet, MaterialViewSet
from clusterkit.events.api.urls_afterwards import patterns
from clusterkit.events.api.views import EventViewSet, RegistrationViewSet

app_name = "clusterkit_events_api"

router = SimpleRouter()
router.register("events", EventViewSet, basename="event")
router.register("registrations", RegistrationViewSet, basename="registration")
router.register("event-materials", MaterialViewSet, basename="event-material")
router.register("event-series", EventSeriesViewSet, basename="event-series")
router.register("attendance-certificates", AttendanceCertificateViewSet, basename="attendance-certificate")
router.register("meetings", MeetingViewSet, basename="meeting")

urlpatterns = [
    path("events/<int:pk>/check-ins/", DoorViewSet.as_view({"get": "retrieve", "post": "create"}), name="check-ins"),
    *patterns,
    *router.urls,
]
