"""Wiring of questionnaires."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class QuestionnairesConfig(ClusterkitAppConfig):
    """Forms that a cluster edits."""

    name = "clusterkit.questionnaires"
    label = "clusterkit_questionnaires"
    verbose_name = _("Forms")
    policies_complete = True

    def ready(self) -> None:
        """Register policies."""
        from clusterkit.questionnaires import personal, policies  # noqa: F401 (they register themselves)
