"""What ``clusters suspend``, ``resume`` and ``archive`` share: each is one arrow of the status table."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.management.base import CommandParser

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.operating import change_status
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.management.clusters import require_cluster


class StatusCommand(SubCommand):
    """Subclasses name the status to reach, what it means in a sentence, and who reads the reason."""

    target: ClassVar[ClusterStatus]
    sentence: ClassVar[str]
    readers: ClassVar[str] = "for the visitors, and for the operators' log"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which cluster, and why."""
        parser.add_argument("cluster", help="short address or host name")
        parser.add_argument("--reason", default="", help=f"a sentence {self.readers}")

    def handle(self, options: dict[str, Any]) -> Report:
        """Change the status; every process knows within a second."""
        cluster = require_cluster(options["cluster"])
        before = cluster.status
        cluster = change_status(cluster=cluster, status=self.target, reason=options["reason"], actor=self.actor)
        data = {"slug": cluster.slug, "before": before, "status": cluster.status, "note": cluster.status_note}
        return Report(data, [f"{cluster.slug} {self.sentence}"])
