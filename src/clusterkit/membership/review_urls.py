"""Addresses of the office's work on applications: who looks after them, and its predefined reasons."""

from __future__ import annotations

from django.urls import URLPattern, path

from clusterkit.membership.views import assignment, reasons

review_patterns: list[URLPattern] = [
    path("applications/<int:pk>/assign/", assignment.Assign.as_view(), name="assign"),
    path("reasons/", reasons.Reasons.as_view(), name="reasons"),
    path("reasons/new/", reasons.AddReason.as_view(), name="reason_new"),
    path("reasons/<int:pk>/", reasons.EditReason.as_view(), name="reason"),
    path("reasons/<int:pk>/up/", reasons.MoveReason.as_view(is_up=True), name="reason_up"),
    path("reasons/<int:pk>/down/", reasons.MoveReason.as_view(), name="reason_down"),
    path("reasons/<int:pk>/switch/", reasons.SwitchReason.as_view(), name="reason_switch"),
]
