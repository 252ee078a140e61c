"""Items and how they are written."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import autosave, changes, items, office, writing

urlpatterns: list[URLPattern | URLResolver] = [
    path("new/", writing.ChooseKind.as_view(), name="new"),
    path("new/<slug:kind>/", writing.NewItem.as_view(), name="write"),
    path("new/<slug:kind>/autosave/", autosave.AutosaveNew.as_view(), name="autosave-new"),
    path("moderation/changes/", changes.ChangeQueue.as_view(), name="changes"),
    path("settings/", office.Settings.as_view(), name="settings"),
    path("<int:pk>/", items.ItemPage.as_view(), name="detail"),
    path("<int:pk>/edit/", writing.EditItem.as_view(), name="edit"),
    path("<int:pk>/edit/autosave/", autosave.AutosaveItem.as_view(), name="autosave"),
    path("<int:pk>/changes/<int:change>/", changes.ChangePage.as_view(), name="change"),
    path("<int:pk>/changes/<int:change>/approve/", changes.ApproveChange.as_view(), name="approve-change"),
    path("<int:pk>/changes/<int:change>/refuse/", changes.RefuseChange.as_view(), name="refuse-change"),
    path("<int:pk>/changes/<int:change>/take-back/", changes.TakeBackChange.as_view(), name="take-back-change"),
    path("<int:pk>/files/<int:file>/remove/", writing.RemoveAttachment.as_view(), name="remove-file"),
    path("<int:pk>/publish/", items.Publish.as_view(), name="publish"),
    path("<int:pk>/withdraw/", items.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/renew/", items.Renew.as_view(), name="renew"),
]
