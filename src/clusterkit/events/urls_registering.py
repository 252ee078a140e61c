"""Addresses of guests, kept-back places, the event's questions, and the links in mails."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.events.views import by_link, guests, office

patterns: list[URLPattern | URLResolver] = [
    path("by-mail/<str:token>/", by_link.AnswerByLink.as_view(), name="by_link"),
    path("<int:pk>/questions/", office.Questions.as_view(), name="questions"),
    path("<int:pk>/reserved/", office.GiveReserved.as_view(), name="give_reserved"),
    path("<int:pk>/absent/", office.MarkRestAbsent.as_view(), name="rest_absent"),
    path("registrations/<int:pk>/guests/new/", guests.BringGuest.as_view(), name="bring_guest"),
    path(
        "registrations/<int:pk>/give-reserved/",
        office.GiveReservedToRegistered.as_view(),
        name="give_reserved_registered",
    ),
]
