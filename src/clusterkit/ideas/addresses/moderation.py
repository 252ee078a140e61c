"""Reports, and what coordinators do."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import moderation, reports, sanctions

urlpatterns: list[URLPattern | URLResolver] = [
    path("moderation/", moderation.ModerationQueue.as_view(), name="moderation"),
    path("<int:pk>/approve/", moderation.Approve.as_view(), name="approve"),
    path("<int:pk>/request-changes/", moderation.RequestChanges.as_view(), name="request-changes"),
    path("<int:pk>/reject/", moderation.Reject.as_view(), name="reject"),
    path("<int:pk>/hide/", moderation.Hide.as_view(), name="hide"),
    path("<int:pk>/restore/", moderation.Restore.as_view(), name="restore"),
    path("<int:pk>/comments/<int:comment>/hide/", moderation.HideComment.as_view(), name="hide-comment"),
    path("<int:pk>/comments/<int:comment>/restore/", moderation.RestoreComment.as_view(), name="restore-comment"),
    path("<int:pk>/report/", reports.ReportItem.as_view(), name="report"),
    path("<int:pk>/reported/", reports.Reported.as_view(), name="reported"),
    path("<int:pk>/comments/<int:comment>/report/", reports.ReportComment.as_view(), name="report-comment"),
    path("reports/", reports.ReportQueue.as_view(), name="reports"),
    path("reports/<int:pk>/", reports.CasePage.as_view(), name="report-case"),
    path("<int:pk>/author/", sanctions.SanctionAuthor.as_view(), name="sanction-author"),
    path(
        "<int:pk>/comments/<int:comment>/author/",
        sanctions.SanctionCommentAuthor.as_view(),
        name="sanction-comment-author",
    ),
    path("sanctions/", sanctions.SanctionList.as_view(), name="sanctions"),
    path("sanctions/<int:pk>/", sanctions.SanctionPage.as_view(), name="sanction"),
    path("sanctions/<int:pk>/lift/", sanctions.LiftSanction.as_view(), name="lift-sanction"),
]
