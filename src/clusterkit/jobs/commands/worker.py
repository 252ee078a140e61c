"""``clusters worker``: does the jobs of all clusters until it is stopped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.jobs.running import run_worker


class Command(SubCommand):
    """See the module."""

    help = "does the jobs of all clusters: mails, reminders, what time makes due"

    def add_arguments(self, parser: CommandParser) -> None:
        """Once or for ever, and how many jobs at a time."""
        add_worker_arguments(parser)

    def handle(self, options: dict[str, Any]) -> Report:
        """Work. SIGTERM and Ctrl-C let it finish what is under way."""
        run_worker(lanes=options["lanes"], once=options["once"], interval=options["interval"])
        line = "The worker went round once." if options["once"] else "The worker has stopped."
        return Report({"once": options["once"]}, [line])


def add_worker_arguments(parser: CommandParser) -> None:
    """What both commands take."""
    parser.add_argument("--once", action="store_true", help="visit each cluster, do what is due, and stop")
    parser.add_argument("--lanes", type=int, default=None, help="jobs at a time (the setting WORKER_LANES)")
    parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks for work (1)")
