"""Addresses of events."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.events.views import agenda, door, managing, registering

app_name = "clusterkit_events"

_MINE = "registrations/<int:pk>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", agenda.Agenda.as_view(), name="list"),
    path("past/", agenda.PastEvents.as_view(), name="past"),
    path("calendar.ics", agenda.CalendarFeed.as_view(), name="calendar"),
    path("mine/", agenda.OwnRegistrations.as_view(), name="mine"),
    path("new/", managing.EventCreate.as_view(), name="create"),
    path("<int:pk>/", agenda.EventDetail.as_view(), name="detail"),
    path("<int:pk>/event.ics", agenda.EventCalendar.as_view(), name="event_calendar"),
    path("<int:pk>/register/", registering.Register.as_view(), name="register"),
    path("<int:pk>/edit/", managing.EventEdit.as_view(), name="edit"),
    path("<int:pk>/publish/", managing.EventPublish.as_view(), name="publish"),
    path("<int:pk>/cancel/", managing.EventCancel.as_view(), name="cancel"),
    path("<int:pk>/end/", managing.EventEnd.as_view(), name="end"),
    path("<int:pk>/copy/", managing.EventCopy.as_view(), name="copy"),
    path("<int:pk>/registrations/", door.EventRegistrations.as_view(), name="registrations"),
    path("<int:pk>/registrations.csv", door.Export.as_view(), name="export"),
    path("<int:pk>/check-in/<str:code>/", door.CheckInByCode.as_view(), name="check_in_code"),
    path(f"{_MINE}ticket/", registering.Ticket.as_view(), name="ticket"),
    path(f"{_MINE}ticket.svg", registering.TicketImage.as_view(), name="ticket_image"),
    path(f"{_MINE}change/", registering.ChangeRegistration.as_view(), name="change"),
    path(f"{_MINE}cancel/", registering.CancelRegistration.as_view(), name="cancel_registration"),
    path(f"{_MINE}accept/", registering.AcceptOffer.as_view(), name="accept"),
    path(f"{_MINE}decline/", registering.DeclineOffer.as_view(), name="decline"),
    path(f"{_MINE}approve/", door.Approve.as_view(), name="approve"),
    path(f"{_MINE}reject/", door.Reject.as_view(), name="reject"),
    path(f"{_MINE}check-in/", door.CheckIn.as_view(), name="check_in"),
    path(f"{_MINE}undo-check-in/", door.UndoCheckIn.as_view(), name="undo_check_in"),
    path(f"{_MINE}absent/", door.MarkAbsent.as_view(), name="absent"),
]
