"""Wiring of news."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class NewsConfig(ClusterkitAppConfig):
    """News and pages."""

    name = "clusterkit.news"
    label = "clusterkit_news"
    url_prefix = "news/"
    switchable = True
