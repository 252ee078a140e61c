"""``clusters restore``: a cluster out of an archive, while the others serve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from clusterkit.hosting.archives import Manifest, check_archive, restore
from clusterkit.hosting.commands.base import Report, SubCommand


class Command(SubCommand):
    """See the module."""

    help = "make a cluster from an archive, new or in the place of one that exists"

    def add_arguments(self, parser: CommandParser) -> None:
        """What from, and where to."""
        parser.add_argument("archive", help="the file that clusters backup wrote")
        parser.add_argument("--as", dest="slug", metavar="SLUG", help="another short address than the archive's")
        parser.add_argument("--host", metavar="HOST", help="the host of the new cluster, in place of the archive's")
        parser.add_argument("--replace", action="store_true", help="take the place of the cluster that has the address")
        parser.add_argument("--check", action="store_true", help="only read the archive and compare its checksums")

    def handle(self, options: dict[str, Any]) -> Report:
        """Restore, or only look."""
        path = Path(options["archive"])
        if options["check"]:
            return _checked(check_archive(path))
        cluster = restore(
            path=path,
            slug=options["slug"],
            host=options["host"],
            replace=options["replace"],
            actor=self.actor,
            progress=self.progress,
        )
        data = {"slug": cluster.slug, "schema": cluster.schema_name, "status": cluster.status}
        lines = [
            f"{cluster.slug} is restored: {cluster.absolute_url()} ({cluster.get_status_display()})",
            "Everybody has to sign in again. Mails that waited in the archive are not sent.",
        ]
        return Report({**data, "url": cluster.absolute_url()}, lines)


def _checked(manifest: Manifest) -> Report:
    data = {
        "slug": manifest.slug,
        "created_at": manifest.created_at,
        "clusterkit": manifest.clusterkit,
        "domains": [row["domain"] for row in manifest.domains],
        "tables": len(manifest.tables),
        "rows": sum(manifest.tables.values()),
        "files": len(manifest.members) - 1,
    }
    line = (
        f"Whole: {manifest.slug} of {manifest.created_at}, {data['tables']} tables with {data['rows']} rows,"
        f" {data['files']} files."
    )
    return Report(data, [line])
