"""``clusters rename``: another short address or other names."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.commands.create import texts
from clusterkit.hosting.operating import rename
from clusterkit.tenancy.management.clusters import require_cluster


class Command(SubCommand):
    """See the module."""

    help = "gives a cluster another short address or other names; schema and host names stay"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which cluster, and what of it."""
        parser.add_argument("cluster", help="short address or host name")
        parser.add_argument("--slug", default="", help="the new short address")
        parser.add_argument("--name", action="append", default=[], help="full name; once for each language as ru=…")
        parser.add_argument("--short-name", action="append", default=[], help="short name for the header, likewise")

    def handle(self, options: dict[str, Any]) -> Report:
        """Rename it."""
        slug, name, short_name = options["slug"], texts(options["name"]), texts(options["short_name"])
        if not (slug or name or short_name):
            raise CommandError("Say what changes: --slug, --name or --short-name.")
        before = require_cluster(options["cluster"])
        cluster = rename(cluster=before, slug=slug, name=name, short_name=short_name, actor=self.actor)
        data = {
            "before": before.slug,
            "slug": cluster.slug,
            "name": dict(cluster.name),
            "short_name": dict(cluster.short_name),
            "schema": cluster.schema_name,
        }
        return Report(data, [f"{before.slug} is {cluster.slug} now: {cluster.name}"])
