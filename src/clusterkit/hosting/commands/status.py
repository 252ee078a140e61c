"""What ``clusters suspend``, ``resume`` and ``archive`` share: each is one arrow of the status table."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.management.base import CommandParser

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.management.clusters import require_cluster
from clusterkit.tenancy.services import set_status


class StatusCommand(SubCommand):
    """Subclasses name the status to reach, what it means in a sentence, and whether visitors are told why."""

    target: ClassVar[ClusterStatus]
    sentence: ClassVar[str]
    with_reason: ClassVar[bool] = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Which cluster, and why."""
        parser.add_argument("cluster", help="short address or host name")
        if self.with_reason:
            parser.add_argument("--reason", default="", help="a sentence for the visitors")

    def handle(self, options: dict[str, Any]) -> Report:
        """Change the status; every process knows within a second."""
        cluster = require_cluster(options["cluster"])
        before = cluster.status
        cluster = set_status(cluster=cluster, status=self.target, note=options.get("reason") or "")
        data = {"slug": cluster.slug, "before": before, "status": cluster.status, "note": cluster.status_note}
        return Report(data, [f"{cluster.slug} {self.sentence}"])
