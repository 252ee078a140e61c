"""Addresses of the council, beneath those of membership."""

from __future__ import annotations

from django.urls import URLPattern, path

from clusterkit.membership.views.council import ballots, composition, meetings, protocols, seats, settings

council_patterns: list[URLPattern] = [
    path("applications/<int:pk>/vote/", ballots.OpenVote.as_view(), name="open_vote"),
    path("applications/<int:pk>/break-off/", ballots.BreakOff.as_view(), name="break_off"),
    path("council/", seats.Council.as_view(), name="council"),
    path("council/composition/", composition.Composition.as_view(), name="composition"),
    path("council/settings/", settings.Settings.as_view(), name="office_settings"),
    path("council/seats/give/", seats.GiveSeat.as_view(), name="give_seat"),
    path("council/seats/<int:pk>/", seats.ChangeSeat.as_view(), name="change_seat"),
    path("council/seats/<int:pk>/give-up/", seats.VacateSeat.as_view(), name="vacate_seat"),
    path("council/votes/<int:pk>/", ballots.BallotPage.as_view(), name="ballot"),
    path("council/votes/<int:pk>/cast/", ballots.Cast.as_view(), name="cast"),
    path("council/votes/<int:pk>/close/", ballots.CloseVote.as_view(), name="close_vote"),
    path("council/votes/<int:pk>/agenda/", meetings.PutOnAgenda.as_view(), name="put_on_agenda"),
    path("council/meetings/plan/", meetings.PlanMeeting.as_view(), name="plan_meeting"),
    path("council/meetings/<int:pk>/", meetings.MeetingPage.as_view(), name="meeting"),
    path("council/meetings/<int:pk>/begin/", meetings.StartMeeting.as_view(), name="start_meeting"),
    path("council/meetings/<int:pk>/end/", meetings.EndMeeting.as_view(), name="end_meeting"),
    path("council/meetings/<int:pk>/call-off/", meetings.CancelMeeting.as_view(), name="cancel_meeting"),
    path("council/protocols/<int:year>/<int:number>/", protocols.ProtocolPage.as_view(), name="protocol"),
    path("council/protocols/<int:year>/<int:number>/pdf/", protocols.ProtocolPdf.as_view(), name="protocol_pdf"),
]
