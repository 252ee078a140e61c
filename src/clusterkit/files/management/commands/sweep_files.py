"""``manage.py sweep_files``: removes private files that no row names, in all clusters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clusterkit.files.services import sweep
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.selectors import active_clusters


class Command(BaseCommand):
    """See the module."""

    help = "Removes private files that belong to nothing: left by uploads whose transaction was undone."

    def add_arguments(self, parser: CommandParser) -> None:
        """How old they must be."""
        parser.add_argument("--hours", type=int, default=24, help="only files older than so many hours (24)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Visit each cluster and say how many went."""
        for cluster in active_clusters():
            with cluster_context(cluster):
                count = sweep(older_than=timedelta(hours=options["hours"]))
            self.stdout.write(f"{cluster.slug}: {count}")
