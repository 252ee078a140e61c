"""Addresses of short meetings and of what follows an event."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.events.views import feedback, meeting_answers, meetings

patterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/meetings/", meetings.EventMeetings.as_view(), name="meetings"),
    path("<int:pk>/meetings/new/", meetings.Propose.as_view(), name="propose_meeting"),
    path("<int:pk>/meetings/tables/", meetings.MeetingTables.as_view(), name="meeting_tables"),
    path("<int:pk>/summary/", feedback.Summary.as_view(), name="summary"),
    path("<int:pk>/feedback.csv", feedback.FeedbackExport.as_view(), name="feedback_export"),
    path("registrations/<int:pk>/meetings/", meetings.Wish.as_view(), name="meeting_wish"),
    path("registrations/<int:pk>/feedback/", feedback.GiveFeedback.as_view(), name="feedback"),
    path("meetings/<int:pk>/accept/", meeting_answers.AcceptMeeting.as_view(), name="accept_meeting"),
    path("meetings/<int:pk>/decline/", meeting_answers.DeclineMeeting.as_view(), name="decline_meeting"),
    path("meetings/<int:pk>/withdraw/", meeting_answers.WithdrawMeeting.as_view(), name="withdraw_meeting"),
    path("meetings/<int:pk>/other-time/", meeting_answers.OtherTime.as_view(), name="other_time"),
]
