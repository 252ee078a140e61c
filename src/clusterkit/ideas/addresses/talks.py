"""Answers, private talks and outcomes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import followups, interests, outcomes, talks

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/close/", outcomes.Close.as_view(), name="close"),
    path("<int:pk>/outcome/confirm/", outcomes.ConfirmOutcome.as_view(), name="confirm-outcome"),
    path("<int:pk>/outcome/change/", outcomes.ChangeOutcome.as_view(), name="change-outcome"),
    path("<int:pk>/outcome/contest/", outcomes.ContestOutcome.as_view(), name="contest-outcome"),
    path("<int:pk>/respond/", interests.Respond.as_view(), name="respond"),
    path("talks/", talks.MyTalks.as_view(), name="talks"),
    path("talks/<int:pk>/", interests.TalkPage.as_view(), name="talk"),
    path("talks/<int:pk>/accept/", interests.Accept.as_view(), name="accept"),
    path("talks/<int:pk>/decline/", interests.Decline.as_view(), name="decline"),
    path("talks/<int:pk>/ask/", interests.AskMore.as_view(), name="ask"),
    path("talks/<int:pk>/answer/", interests.AnswerQuestion.as_view(), name="answer"),
    path("talks/<int:pk>/message/", interests.WriteMessage.as_view(), name="message"),
    path("talks/<int:pk>/take-back/", interests.WithdrawInterest.as_view(), name="withdraw-interest"),
    path("follow-ups/", followups.FollowUpList.as_view(), name="follow-ups"),
    path("follow-ups/<int:pk>/", followups.AnswerFollowUp.as_view(), name="follow-up"),
]
