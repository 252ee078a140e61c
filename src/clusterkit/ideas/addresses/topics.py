"""University topics."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import topic_steps as steps
from clusterkit.ideas.views import topics

urlpatterns: list[URLPattern | URLResolver] = [
    path("topics/", topics.TopicList.as_view(), name="topics"),
    path("topics/<int:pk>/", topics.TopicPage.as_view(), name="topic"),
    path("topics/<int:pk>/agree/", steps.Agree.as_view(), name="topic-agree"),
    path("topics/<int:pk>/decline/", steps.Decline.as_view(), name="topic-decline"),
    path("topics/<int:pk>/start/", steps.Start.as_view(), name="topic-start"),
    path("topics/<int:pk>/step-back/", steps.StepBack.as_view(), name="topic-step-back"),
    path("topics/<int:pk>/deliver/", steps.Deliver.as_view(), name="topic-deliver"),
    path("topics/<int:pk>/give-back/", steps.GiveBack.as_view(), name="topic-give-back"),
    path("topics/<int:pk>/complete/", steps.Complete.as_view(), name="topic-complete"),
    path("topics/<int:pk>/cancel/", steps.Cancel.as_view(), name="topic-cancel"),
    path("topics/<int:pk>/name/show/", steps.ShowName.as_view(), name="topic-show-name"),
    path("topics/<int:pk>/name/hide/", steps.HideName.as_view(), name="topic-hide-name"),
    path("topics/<int:pk>/close-request/", steps.CloseRequest.as_view(), name="topic-close"),
    path("<int:pk>/topic/", topics.ProposeTopic.as_view(), name="propose-topic"),
]
