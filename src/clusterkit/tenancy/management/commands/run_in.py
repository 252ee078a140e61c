"""``manage.py run_in CLUSTER COMMAND …``: any Django command in the schema of one cluster, or in ``public``."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.management.clusters import require_cluster

PUBLIC = "public"


class Command(BaseCommand):
    """See the module."""

    help = "Runs a command in one cluster, or in the platform's schema: run_in polotsk shell, run_in public shell."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and the command with its own arguments."""
        parser.add_argument("cluster", help="short address or host name of a cluster, or public")
        parser.add_argument("command", help="the command to run")
        parser.add_argument("arguments", nargs=argparse.REMAINDER, help="its arguments")

    def handle(self, *args: Any, **options: Any) -> None:
        """Stand there, run it, and come back."""
        if options["command"] not in get_commands():
            raise CommandError(f"There is no command {options['command']!r}.")
        where = (
            public_schema() if options["cluster"] == PUBLIC else cluster_context(require_cluster(options["cluster"]))
        )
        with where:
            call_command(options["command"], *options["arguments"], stdout=self.stdout, stderr=self.stderr)
