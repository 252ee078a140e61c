"""Several people press a button at the same moment: real threads, each with a connection and a transaction of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from clusterkit.tenancy.context import current_cluster, run_in_cluster


def at_once(*functions: Callable[[], Any]) -> list[Any]:
    """Run the functions in threads of their own that start together; results or exceptions in order."""
    cluster = current_cluster()
    barrier = threading.Barrier(len(functions))

    def run(function: Callable[[], Any]) -> Any:
        def inside() -> Any:
            barrier.wait(10)
            try:
                return function()
            except Exception as error:
                return error

        try:
            return run_in_cluster(cluster, inside)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(run, functions))
