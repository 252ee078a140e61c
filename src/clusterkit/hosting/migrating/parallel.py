"""Several clusters at a time, each thread on a connection of its own."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def in_parallel(items: Iterable[T], work: Callable[[T], None], done: Callable[[T], None], jobs: int) -> None:
    """Call *work* with each item, *jobs* at a time, and *done* after each, one at a time.

    With one job everything runs in this thread. The first error ends the work once the items under way are finished.
    """
    if jobs <= 1:
        for item in items:
            work(item)
            done(item)
        return
    waiting = deque(items)
    turn = threading.Lock()

    def take() -> None:
        try:
            while True:
                try:
                    item = waiting.popleft()
                except IndexError:
                    return
                work(item)
                with turn:
                    done(item)
        except BaseException:
            waiting.clear()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(jobs, thread_name_prefix="clusters") as pool:
        try:
            for future in [pool.submit(take) for _job in range(min(jobs, len(waiting)))]:
                future.result()
        except BaseException:
            waiting.clear()
            raise
