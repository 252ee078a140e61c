"""Addresses of who organises: copies, materials, series."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from clusterkit.events.views import materials, series

patterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/copy/", series.EventCopy.as_view(), name="copy"),
    path("<int:pk>/series/", series.SeriesStart.as_view(), name="series_start"),
    path("<int:pk>/materials/new/", materials.MaterialAdd.as_view(), name="material_add"),
    path("<int:pk>/materials/<int:material>/", materials.MaterialChange.as_view(), name="material_change"),
    path("<int:pk>/materials/<int:material>/remove/", materials.MaterialRemove.as_view(), name="material_remove"),
    path("series/<int:pk>/", series.SeriesPage.as_view(), name="series"),
    path("series/<int:pk>/publish/", series.SeriesPublish.as_view(), name="series_publish"),
    path("series/<int:pk>/end/", series.SeriesEnd.as_view(), name="series_end"),
]
