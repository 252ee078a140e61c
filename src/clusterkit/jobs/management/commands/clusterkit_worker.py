"""``manage.py clusterkit_worker``: another name of ``manage.py clusters worker``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clusterkit.jobs.commands.worker import add_worker_arguments
from clusterkit.jobs.running import run_worker


class Command(BaseCommand):
    """See the module."""

    help = "Does the jobs of all clusters: sends mails, ends what is over. Stops cleanly on SIGTERM and Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once or for ever, and how many jobs at a time."""
        add_worker_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work. Raises ``ImproperlyConfigured`` behind a pooler that would mix clusters."""
        run_worker(lanes=options["lanes"], once=options["once"], interval=options["interval"])
        if not options["once"]:
            self.stdout.write("The worker has stopped.")
