"""Items and how they are written."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.ideas.views import items, writing

urlpatterns: list[URLPattern | URLResolver] = [
    path("new/", writing.ChooseKind.as_view(), name="new"),
    path("new/<slug:kind>/", writing.NewItem.as_view(), name="write"),
    path("<int:pk>/", items.ItemPage.as_view(), name="detail"),
    path("<int:pk>/edit/", writing.EditItem.as_view(), name="edit"),
    path("<int:pk>/files/<int:file>/remove/", writing.RemoveAttachment.as_view(), name="remove-file"),
    path("<int:pk>/publish/", items.Publish.as_view(), name="publish"),
    path("<int:pk>/withdraw/", items.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/renew/", items.Renew.as_view(), name="renew"),
]
