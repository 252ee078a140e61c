"""Wiring of the news."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig, MenuEntry


class NewsConfig(ClusterkitAppConfig):
    """News and pages."""

    name = "clusterkit.news"
    label = "clusterkit_news"
    verbose_name = _("News and pages")
    url_prefix = ""
    has_api = True
    switchable = True
    policies_complete = True

    def menu(self) -> Sequence[MenuEntry]:
        """The news."""
        from clusterkit.news.actions import VIEW

        return (MenuEntry(_("News"), "clusterkit_news:list", VIEW, 50),)

    def ready(self) -> None:
        from clusterkit.news import personal, policies, receivers  # noqa: F401 (registered by import)
