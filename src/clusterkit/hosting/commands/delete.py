"""``clusters delete``: remove a cluster for good."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from clusterkit.hosting.archives import delete_cluster
from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.tenancy.management.clusters import require_cluster


class Command(SubCommand):
    """See the module."""

    help = "remove a cluster with tables, files and hosts, for good"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one, said twice."""
        parser.add_argument("cluster", help="short address of the cluster")
        parser.add_argument("--yes-delete", metavar="SLUG", help="the short address again: nothing brings it back")
        parser.add_argument("--reason", default="", help="a sentence for the operators' log")

    def handle(self, options: dict[str, Any]) -> Report:
        """Remove it."""
        cluster = require_cluster(options["cluster"])
        if options["yes_delete"] != cluster.slug:
            raise CommandError(
                f"Nothing was removed. To remove {cluster.slug} for good, back it up first, then add:"
                f" --yes-delete {cluster.slug}"
            )
        schema = cluster.schema_name
        delete_cluster(cluster=cluster, reason=options["reason"], actor=self.actor, progress=self.progress)
        return Report({"slug": cluster.slug, "schema": schema}, [f"{cluster.slug} is removed. Its address is free."])
