"""Addresses of ideas."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import comments, feed, interests, items, lists, moderation, outcomes, writing

app_name = "clusterkit_ideas"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.ItemList.as_view(), name="list"),
    path("feed/", feed.ItemFeed.as_view(), name="feed"),
    path("new/", writing.ChooseKind.as_view(), name="new"),
    path("new/<slug:kind>/", writing.NewItem.as_view(), name="write"),
    path("moderation/", moderation.ModerationQueue.as_view(), name="moderation"),
    path("<int:pk>/", items.ItemPage.as_view(), name="detail"),
    path("<int:pk>/edit/", writing.EditItem.as_view(), name="edit"),
    path("<int:pk>/files/<int:file>/remove/", writing.RemoveAttachment.as_view(), name="remove-file"),
    path("<int:pk>/publish/", items.Publish.as_view(), name="publish"),
    path("<int:pk>/withdraw/", items.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/renew/", items.Renew.as_view(), name="renew"),
    path("<int:pk>/close/", outcomes.Close.as_view(), name="close"),
    path("<int:pk>/outcome/confirm/", outcomes.ConfirmOutcome.as_view(), name="confirm-outcome"),
    path("<int:pk>/approve/", moderation.Approve.as_view(), name="approve"),
    path("<int:pk>/request-changes/", moderation.RequestChanges.as_view(), name="request-changes"),
    path("<int:pk>/reject/", moderation.Reject.as_view(), name="reject"),
    path("<int:pk>/hide/", moderation.Hide.as_view(), name="hide"),
    path("<int:pk>/restore/", moderation.Restore.as_view(), name="restore"),
    path("<int:pk>/follow/", comments.Follow.as_view(), name="follow"),
    path("<int:pk>/unfollow/", comments.Unfollow.as_view(), name="unfollow"),
    path("<int:pk>/comments/new/", comments.WriteComment.as_view(), name="comment"),
    path("<int:pk>/comments/<int:comment>/edit/", comments.EditComment.as_view(), name="edit-comment"),
    path("<int:pk>/comments/<int:comment>/remove/", comments.DeleteComment.as_view(), name="delete-comment"),
    path("<int:pk>/respond/", interests.Respond.as_view(), name="respond"),
    path("talks/<int:pk>/", interests.TalkPage.as_view(), name="talk"),
    path("talks/<int:pk>/accept/", interests.Accept.as_view(), name="accept"),
    path("talks/<int:pk>/decline/", interests.Decline.as_view(), name="decline"),
    path("talks/<int:pk>/ask/", interests.AskMore.as_view(), name="ask"),
    path("talks/<int:pk>/answer/", interests.AnswerQuestion.as_view(), name="answer"),
    path("talks/<int:pk>/message/", interests.WriteMessage.as_view(), name="message"),
    path("talks/<int:pk>/take-back/", interests.WithdrawInterest.as_view(), name="withdraw-interest"),
]
