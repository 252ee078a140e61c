"""``manage.py clusterkit_worker``: sends mails and does what time makes due, in all open clusters."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clusterkit.tenancy.context import tenant_connection
from clusterkit.tenancy.pooling import require_safe_start
from clusterkit.tenancy.worker import Worker


class Command(BaseCommand):
    """See the module."""

    help = "Visits every open cluster in turn: sends mails, ends what is over. Stops cleanly on SIGTERM and Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once or for ever, and how often."""
        parser.add_argument("--once", action="store_true", help="go round once and stop")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two rounds (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work. Raises ``ImproperlyConfigured`` behind a pooler that would mix clusters."""
        require_safe_start(tenant_connection())
        worker = Worker(interval=options["interval"])
        if options["once"]:
            worker.go_round()
            return
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_arguments: worker.stop())
        worker.run()
        self.stdout.write("The worker has stopped.")
