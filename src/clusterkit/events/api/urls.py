"""Addresses of events in the API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from clusterkit.events.api.views import EventViewSet, RegistrationViewSet

app_name = "clusterkit_events_api"

router = SimpleRouter()
router.register("events", EventViewSet, basename="event")
router.register("registrations", RegistrationViewSet, basename="registration")

urlpatterns = router.urls
