"""Addresses of membership."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.membership.council_urls import council_patterns
from clusterkit.membership.review_urls import review_patterns
from clusterkit.membership.views import (
    application,
    certificates,
    changes,
    exporting,
    joining,
    levels,
    review,
    stepper,
    terms,
)

app_name = "clusterkit_membership"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", joining.Join.as_view(), name="join"),
    path("apply/", joining.Start.as_view(), name="start"),
    path("mine/", terms.Mine.as_view(), name="mine"),
    path("applications/", review.Applications.as_view(), name="applications"),
    path("applications/<int:pk>/", application.ApplicationPage.as_view(), name="application"),
    path("applications/<int:pk>/answers/", stepper.Answers.as_view(), name="answers"),
    path("applications/<int:pk>/answers/autosave/", stepper.Autosave.as_view(), name="autosave"),
    path("applications/<int:pk>/documents/", stepper.Documents.as_view(), name="documents"),
    path(
        "applications/<int:pk>/documents/<int:document>/remove/",
        stepper.RemoveDocument.as_view(),
        name="remove_document",
    ),
    path("applications/<int:pk>/check/", stepper.Check.as_view(), name="check"),
    path("applications/<int:pk>/message/", application.PostMessage.as_view(), name="message"),
    path("applications/<int:pk>/withdraw/", application.Withdraw.as_view(), name="withdraw"),
    path("applications/<int:pk>/take-up/", review.TakeUp.as_view(), name="take_up"),
    path("applications/<int:pk>/note/", review.AddNote.as_view(), name="note"),
    path("applications/<int:pk>/ask/", review.AskForMore.as_view(), name="ask"),
    path("applications/<int:pk>/propose/", review.Propose.as_view(), name="propose"),
    path("applications/<int:pk>/confirm/", review.Confirm.as_view(), name="confirm"),
    path("applications/<int:pk>/take-back/", review.TakeBack.as_view(), name="take_back"),
    path("members/", terms.Members.as_view(), name="members"),
    path("members/enter/", changes.Admit.as_view(), name="admit"),
    path("members/<int:pk>/", terms.MembershipPage.as_view(), name="membership"),
    path("members/<int:pk>/renew/", changes.Renew.as_view(), name="renew"),
    path("members/<int:pk>/suspend/", changes.Suspend.as_view(), name="suspend"),
    path("members/<int:pk>/resume/", changes.Resume.as_view(), name="resume"),
    path("members/<int:pk>/resign/", changes.Resign.as_view(), name="resign"),
    path("members/<int:pk>/revoke/", changes.Revoke.as_view(), name="revoke"),
    path("members/<int:pk>/level/", levels.ChangeLevel.as_view(), name="change_level"),
    path("members/<int:pk>/ask-renewal/", changes.AskForRenewal.as_view(), name="ask_renewal"),
    path("members/<int:pk>/certificate/", certificates.CertificatePdf.as_view(), name="certificate"),
    path("members/<int:pk>/certificate/anew/", certificates.IssueAnew.as_view(), name="certificate_anew"),
    path("lists/", exporting.Export.as_view(), name="export"),
    path("levels/", levels.Levels.as_view(), name="levels"),
    path("levels/new/", levels.AddLevel.as_view(), name="level_new"),
    path("levels/<int:pk>/", levels.EditLevel.as_view(), name="level"),
    path("levels/<int:pk>/delete/", levels.DeleteLevel.as_view(), name="level_delete"),
    path("certificates/", certificates.Ask.as_view(), name="verify"),
    path("certificates/<str:code>/", certificates.Verify.as_view(), name="certificate_check"),
    *council_patterns,
    *review_patterns,
]
