"""``clusters backup``: one cluster into one archive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from clusterkit.hosting.archives import back_up, default_name
from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.exceptions import HostingError
from clusterkit.tenancy.management.clusters import require_cluster


class Command(SubCommand):
    """See the module."""

    help = "write one cluster with its files into an archive"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one, and where to."""
        parser.add_argument("cluster", help="short address or host name")
        parser.add_argument(
            "--output", metavar="PATH", default=".", help="a new file, or a folder (the one you are in)"
        )

    def handle(self, options: dict[str, Any]) -> Report:
        """Write it."""
        cluster = require_cluster(options["cluster"])
        target = Path(options["output"])
        if target.is_dir():
            target /= default_name(cluster)
        elif options["output"].endswith(os.sep):
            raise HostingError(f"There is no folder {options['output']}: make it first.")
        done = back_up(cluster=cluster, target=target, actor=self.actor, progress=self.progress)
        data = {
            "cluster": cluster.slug,
            "archive": str(done.path),
            "bytes": done.bytes,
            "tables": done.tables,
            "rows": done.rows,
            "files": done.files,
        }
        line = f"{done.path}: {done.bytes} bytes, {done.tables} tables with {done.rows} rows, {done.files} files."
        return Report(data, [line, "It holds personal data: keep it as safe as the database."])
