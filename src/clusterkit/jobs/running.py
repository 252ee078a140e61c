"""Starting a worker from a command: signals, and the check of the connection."""

from __future__ import annotations

import signal
import threading

from clusterkit.jobs.worker import Worker
from clusterkit.tenancy.context import tenant_connection
from clusterkit.tenancy.pooling import require_safe_start


def run_worker(*, lanes: int | None, once: bool, interval: float) -> None:
    """Work until SIGTERM or Ctrl-C, or go round *once*. Raises ``ImproperlyConfigured`` behind an unsafe pooler."""
    require_safe_start(tenant_connection())
    worker = Worker(interval=interval, lanes=lanes)
    if once:
        worker.go_round()
        return
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_arguments: worker.stop())
    worker.run()
