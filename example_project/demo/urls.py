"""Addresses of the mailbox."""

from __future__ import annotations

from django.urls import path

from example_project.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.Mailbox.as_view(), name="mailbox"),
    path("<int:pk>/", views.Mail.as_view(), name="mail"),
    path("<int:pk>/page/", views.page, name="mail-page"),
]
