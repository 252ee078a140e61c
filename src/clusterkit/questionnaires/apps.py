"""Wiring of questionnaires."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class QuestionnairesConfig(ClusterkitAppConfig):
    """Forms that a cluster edits."""

    name = "clusterkit.questionnaires"
    label = "clusterkit_questionnaires"
    verbose_name = _("Forms")
    url_prefix = "forms/"
    has_api = True
    policies_complete = True

    def ready(self) -> None:
        """Register policies, and the way to the forms."""
        from clusterkit.core import surfaces
        from clusterkit.questionnaires import personal, policies, receivers  # noqa: F401 (they register themselves)

        surfaces.account_menu.connect(receivers.account, order=35)
