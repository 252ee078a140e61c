"""Wiring of the jobs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class JobsConfig(ClusterkitAppConfig):
    """What is done after the answer, in all clusters; its tables stand in public."""

    name = "clusterkit.jobs"
    label = "clusterkit_jobs"
    verbose_name = _("Jobs")
    schema = "shared"

    def ready(self) -> None:
        from clusterkit.hosting.commands import COMMANDS
        from clusterkit.jobs import actions, hooks, receivers, visits  # noqa: F401 (registered by their import)

        visits.declare()
        COMMANDS["worker"] = "clusterkit.jobs.commands.worker"
        COMMANDS["jobs"] = "clusterkit.jobs.commands.jobs"
