"""The lanes of a worker: threads that do one job at a time each, with a connection of their own.

A thread starts without a cluster; a job enters its own and leaves it again (``tenancy.jobs.take_up``).
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import Counter
from collections.abc import Callable

from django.db import close_old_connections, connections

from clusterkit.jobs.models import Job

logger = logging.getLogger("clusterkit.worker")


class Lanes:
    """So many threads. ``on_free`` is called whenever one of them has ended a job."""

    def __init__(self, number: int, work: Callable[[Job], object], on_free: Callable[[], None]) -> None:
        self.number = number
        self._work = work
        self._on_free = on_free
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._under_way: dict[int, str] = {}
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Let there be as many threads as there should be: also called to replace one that has died."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        while len(self._threads) < self.number:
            thread = threading.Thread(target=self._run, name="clusterkit lane", daemon=True)
            self._threads.append(thread)
            thread.start()

    @property
    def free(self) -> int:
        """How many have nothing to do."""
        return self.number - len(self._under_way)

    @property
    def jobs(self) -> list[int]:
        """The keys of the jobs under way."""
        with self._lock:
            return list(self._under_way)

    def full_clusters(self) -> list[str]:
        """Schemas that have all lanes but one: they get no more, so that another cluster always finds one."""
        most = max(self.number - 1, 1)
        with self._lock:
            counted = Counter(self._under_way.values())
        return [schema for schema, number in counted.items() if number >= most]

    def give(self, job: Job) -> None:
        """Let a free lane do it."""
        with self._lock:
            self._under_way[job.pk] = job.schema_name
        self._jobs.put(job)

    def stop(self) -> None:
        """Wait for what is under way, then end the threads."""
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        try:
            while (job := self._jobs.get()) is not None:
                try:
                    close_old_connections()
                    self._work(job)
                except BaseException:
                    # Even one that asks to end the program ends its own job only. The lease gives it back.
                    logger.exception("the lane stumbled over %s", job)
                    connections.close_all()
                finally:
                    with self._lock:
                        self._under_way.pop(job.pk, None)
                    self._on_free()
        finally:
            connections.close_all()
