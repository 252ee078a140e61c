"""``clusters clone``: a second cluster with all that one has."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from clusterkit.hosting.archives import clone
from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.tenancy.management.clusters import require_cluster


class Command(SubCommand):
    """See the module."""

    help = "make a second cluster with all that one has"

    def add_arguments(self, parser: CommandParser) -> None:
        """What from, and where to."""
        parser.add_argument("cluster", help="short address or host name of the cluster to copy")
        parser.add_argument("slug", help="short address of the copy")
        parser.add_argument("--host", metavar="HOST", required=True, help="host of the copy")

    def handle(self, options: dict[str, Any]) -> Report:
        """Copy it."""
        cluster = clone(
            cluster=require_cluster(options["cluster"]),
            slug=options["slug"],
            host=options["host"],
            actor=self.actor,
            progress=self.progress,
        )
        data = {"slug": cluster.slug, "schema": cluster.schema_name, "url": cluster.absolute_url()}
        lines = [
            f"{cluster.slug} is there: {cluster.absolute_url()}",
            "It has the people of the first one with their passwords; everybody has to sign in anew.",
        ]
        return Report(data, lines)
