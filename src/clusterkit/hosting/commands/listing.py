"""``clusters list``: every cluster with its status and address."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.selectors import all_clusters
from clusterkit.tenancy.enums import ClusterStatus


class Command(SubCommand):
    """See the module."""

    help = "all clusters with status and address"

    def add_arguments(self, parser: CommandParser) -> None:
        """A filter by status."""
        parser.add_argument("--status", choices=ClusterStatus.values, help="only clusters in this status")

    def handle(self, options: dict[str, Any]) -> Report:
        """Read them."""
        rows = [
            {
                "slug": cluster.slug,
                "name": str(cluster),
                "status": cluster.status,
                "schema": cluster.schema_name,
                "host": cluster.primary_domain,
            }
            for cluster in all_clusters(status=options["status"])
        ]
        lines = [f"{row['slug']:<24} {row['status']:<14} {row['host']}" for row in rows]
        return Report(
            {"clusters": rows}, lines or ["There is no cluster yet. Open one: manage.py clusters create SLUG"]
        )
