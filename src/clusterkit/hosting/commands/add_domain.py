"""``clusters add-domain``: one more host name."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.operating import add_host
from clusterkit.tenancy.management.clusters import require_cluster


class Command(SubCommand):
    """See the module."""

    help = "lets a cluster answer at one more host name; those it has stay"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which cluster, which host."""
        parser.add_argument("cluster", help="short address or host name")
        parser.add_argument("host", help="the new host name")
        parser.add_argument("--primary", action="store_true", help="links in mails use it from now on")

    def handle(self, options: dict[str, Any]) -> Report:
        """Add it."""
        cluster = require_cluster(options["cluster"])
        domain = add_host(cluster=cluster, host=options["host"], primary=options["primary"], actor=self.actor)
        data = {"slug": cluster.slug, "host": domain.domain, "primary": domain.is_primary}
        tail = ", and links in mails use that name" if domain.is_primary else ""
        return Report(data, [f"{cluster.slug} answers at {domain.domain} too{tail}."])
