"""Addresses of events."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.events import urls_organising, urls_registering
from clusterkit.events.urls_afterwards import patterns
from clusterkit.events.views import (
    agenda,
    calendar,
    certificates,
    checking,
    door,
    feeds,
    managing,
    registering,
    tickets,
)

app_name = "clusterkit_events"

_MINE = "registrations/<int:pk>/"

urlpatterns: list[URLPattern | URLResolver] = [
    *patterns,
    *urls_organising.patterns,
    *urls_registering.patterns,
    path("", agenda.Agenda.as_view(), name="list"),
    path("past/", agenda.PastEvents.as_view(), name="past"),
    path("days/", agenda.AgendaByDay.as_view(), name="days"),
    path("month/", calendar.MonthPage.as_view(), name="month"),
    path("calendar.ics", feeds.CalendarFeed.as_view(), name="calendar"),
    path("calendar/personal/<str:secret>/events.ics", feeds.PersonalCalendar.as_view(), name="calendar-personal"),
    path("calendar/personal/<str:secret>/mine.ics", feeds.OwnCalendar.as_view(), name="calendar-own"),
    path("mine/", agenda.OwnRegistrations.as_view(), name="mine"),
    path("new/", managing.EventCreate.as_view(), name="create"),
    path("<int:pk>/", agenda.EventDetail.as_view(), name="detail"),
    path("<int:pk>/event.ics", feeds.EventCalendar.as_view(), name="event_calendar"),
    path("<int:pk>/register/", registering.Register.as_view(), name="register"),
    path("<int:pk>/edit/", managing.EventEdit.as_view(), name="edit"),
    path("<int:pk>/publish/", managing.EventPublish.as_view(), name="publish"),
    path("<int:pk>/cancel/", managing.EventCancel.as_view(), name="cancel"),
    path("<int:pk>/end/", managing.EventEnd.as_view(), name="end"),
    path("<int:pk>/registrations/", door.EventRegistrations.as_view(), name="registrations"),
    path("<int:pk>/registrations.csv", door.Export.as_view(), name="export"),
    path("<int:pk>/registrations.xlsx", door.Export.as_view(kind="xlsx"), name="export_xlsx"),
    path("<int:pk>/check-in/", checking.DoorPage.as_view(), name="door"),
    path("<int:pk>/check-in/<str:code>/", checking.TicketAtDoor.as_view(), name="check_in_code"),
    path("<int:pk>/certificates/", certificates.Certificates.as_view(), name="certificates"),
    path("<int:pk>/certificates/issue/", certificates.Issue.as_view(), name="issue_certificates"),
    path("<int:pk>/certificates.zip", certificates.AllAsZip.as_view(), name="certificates_zip"),
    path("certificates/", certificates.Ask.as_view(), name="verify"),
    path("certificates/<str:code>/", certificates.Verify.as_view(), name="certificate_check"),
    path(f"{_MINE}ticket/", tickets.Ticket.as_view(), name="ticket"),
    path(f"{_MINE}ticket.svg", tickets.TicketImage.as_view(), name="ticket_image"),
    path(f"{_MINE}ticket.pdf", tickets.TicketPdf.as_view(), name="ticket_pdf"),
    path(f"{_MINE}certificate.pdf", certificates.CertificatePdf.as_view(), name="certificate"),
    path(f"{_MINE}change/", registering.ChangeRegistration.as_view(), name="change"),
    path(f"{_MINE}cancel/", registering.CancelRegistration.as_view(), name="cancel_registration"),
    path(f"{_MINE}accept/", registering.AcceptOffer.as_view(), name="accept"),
    path(f"{_MINE}decline/", registering.DeclineOffer.as_view(), name="decline"),
    path(f"{_MINE}approve/", door.Approve.as_view(), name="approve"),
    path(f"{_MINE}reject/", door.Reject.as_view(), name="reject"),
    path(f"{_MINE}check-in/", checking.CheckIn.as_view(), name="check_in"),
    path(f"{_MINE}undo-check-in/", checking.UndoCheckIn.as_view(), name="undo_check_in"),
    path(f"{_MINE}absent/", door.MarkAbsent.as_view(), name="absent"),
]
