"""Addresses of the office's forms."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.questionnaires.views import forms, questions

app_name = "clusterkit_questionnaires"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", forms.Forms.as_view(), name="forms"),
    path("begin/", forms.Begin.as_view(), name="begin"),
    path("<int:pk>/", forms.FormPageOfOffice.as_view(), name="form"),
    path("<int:pk>/change/", forms.StartDraft.as_view(), name="change"),
    path("<int:pk>/publish/", forms.Publish.as_view(), name="publish"),
    path("<int:pk>/discard/", forms.Discard.as_view(), name="discard"),
    path("<int:pk>/versions/<int:number>/", forms.ShowVersion.as_view(), name="version"),
    path("<int:pk>/questions/new/", questions.AddQuestion.as_view(), name="question_new"),
    path("questions/<int:pk>/", questions.EditQuestion.as_view(), name="question"),
    path("questions/<int:pk>/up/", questions.MoveUp.as_view(), name="question_up"),
    path("questions/<int:pk>/down/", questions.MoveDown.as_view(), name="question_down"),
    path("questions/<int:pk>/remove/", questions.RemoveQuestion.as_view(), name="question_remove"),
]
