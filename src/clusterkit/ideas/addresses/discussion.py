"""The discussion."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import comments, following, mentions, reactions

urlpatterns: list[URLPattern | URLResolver] = [
    path("mention/", mentions.MentionPage.as_view(), name="mention"),
    path("<int:pk>/follow/", following.Follow.as_view(), name="follow"),
    path("<int:pk>/unfollow/", following.Unfollow.as_view(), name="unfollow"),
    path("<int:pk>/mute/", following.Mute.as_view(), name="mute"),
    path("<int:pk>/unmute/", following.Unmute.as_view(), name="unmute"),
    path("<int:pk>/react/", reactions.React.as_view(), name="react"),
    path("<int:pk>/best-answer/clear/", reactions.ClearBest.as_view(), name="clear-best"),
    path("<int:pk>/comments/new/", comments.WriteComment.as_view(), name="comment"),
    path("<int:pk>/comments/<int:comment>/edit/", comments.EditComment.as_view(), name="edit-comment"),
    path("<int:pk>/comments/<int:comment>/remove/", comments.DeleteComment.as_view(), name="delete-comment"),
    path("<int:pk>/comments/<int:comment>/earlier/", comments.EarlierTexts.as_view(), name="earlier-texts"),
    path("<int:pk>/comments/<int:comment>/react/", reactions.ReactToComment.as_view(), name="react-comment"),
    path("<int:pk>/comments/<int:comment>/best/", reactions.ChooseBest.as_view(), name="choose-best"),
]
