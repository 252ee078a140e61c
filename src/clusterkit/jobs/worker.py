"""The worker: takes jobs in a fair order and gives them to its lanes; lets schedules come round; looks after the platform.

Several of them, on several machines, share the work: each job, and each due time, is taken by one.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.db import close_old_connections, connections
from django.utils import timezone

from clusterkit.core.conf import conf
from clusterkit.jobs import claiming, scheduling
from clusterkit.jobs.lanes import Lanes
from clusterkit.jobs.models import Job
from clusterkit.jobs.performing import call_in_cluster
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.exceptions import NoClusterError
from clusterkit.tenancy.hooks import WorkerRound, worker_round
from clusterkit.tenancy.selectors import active_clusters
from clusterkit.tenancy.worker import visit

logger = logging.getLogger("clusterkit.worker")
LOOK_ROUND_EVERY: Final = 10.0
FORGET_EVERY: Final = timedelta(hours=1)
Claim = Callable[..., Job | None]


class Worker:
    """Works until it is stopped. What fails in one cluster, one job or one lane does not keep the others.

    *claim* picks the next job; another than the fair one is for tests.
    """

    def __init__(self, *, interval: float = 1.0, lanes: int | None = None, claim: Claim = claiming.claim) -> None:
        self.interval = interval
        self.name = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.lanes = Lanes(lanes or conf.WORKER_LANES, self.perform, self._wake)
        self._claim = claim
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._looked_at = self._extended_at = -1e9
        self._forgot_at = timezone.now()

    def stop(self) -> None:
        """Take no more jobs, finish those under way and return; safe to call from a signal handler."""
        self._stopped.set()
        self._woken.set()

    def run(self) -> None:
        """Work until :meth:`stop`."""
        platform = threading.Thread(target=self._look_after_platform, name="clusterkit platform", daemon=True)
        platform.start()
        try:
            while not self._stopped.is_set():
                close_old_connections()
                try:
                    self._step()
                except Exception:
                    # The database may be away for a while: that must not end the worker.
                    logger.exception("the round failed")
                    self._stopped.wait(self.interval)
        finally:
            self._end(platform)

    def go_round(self) -> int:
        """Once, in this thread: visit each open cluster, then do all jobs that are due. Returns how many were visited."""
        with public_schema():
            worker_round.announce(WorkerRound(timezone.now()))
        now = timezone.now()
        scheduling.announce_clusters(now)
        claiming.take_back(now)
        visited = 0
        for cluster in active_clusters():
            if self._stopped.is_set():
                break
            try:
                visit(cluster)
            except Exception:
                logger.exception("the visit to %s failed", cluster.slug)
            visited += 1
        scheduling.start_due(timezone.now())
        self.drain()
        return visited

    def drain(self) -> int:
        """Do all jobs that are due, one after the other in this thread. Returns how many."""
        done = 0
        while not self._stopped.is_set() and (job := self._claim(worker=self.name)) is not None:
            with public_schema():
                self.perform(job)
            done += 1
        return done

    def perform(self, job: Job) -> None:
        """Do the job and note what came of it."""
        payload = {"schema": job.schema_name, "actor_id": job.actor_id, "values": job.arguments}
        try:
            call_in_cluster(job.code, payload)
        except NoClusterError:
            claiming.put_back(job)
        except Exception as error:
            state = claiming.fail(job, error)
            logger.exception("the job %s of %s failed (try %d): %s", job.code, job.schema_name, job.attempts, state)
        else:
            claiming.finish(job)

    def _step(self) -> None:
        """One look for work, and then a rest until a lane is free or the interval is over."""
        self._woken.clear()
        self.lanes.start()
        self._keep_house()
        while self.lanes.free and not self._stopped.is_set():
            job = self._claim(worker=self.name, without=self.lanes.full_clusters())
            if job is None:
                break
            self.lanes.give(job)
        self._woken.wait(self.interval)

    def _keep_house(self) -> None:
        now, clock = timezone.now(), time.monotonic()
        if clock - self._extended_at > conf.JOB_LEASE_SECONDS / 4:
            self._extended_at = clock
            claiming.extend(self.name, self.lanes.jobs)
            claiming.take_back(now)
        if clock - self._looked_at > LOOK_ROUND_EVERY:
            self._looked_at = clock
            scheduling.announce_clusters(now)
        if now - self._forgot_at > FORGET_EVERY:
            self._forgot_at = now
            claiming.forget_done(now)
        scheduling.start_due(now)

    def _look_after_platform(self) -> None:
        # In a thread of its own: a spare schema takes a second, and jobs need not wait for it.
        try:
            while not self._stopped.is_set():
                close_old_connections()
                try:
                    with public_schema():
                        worker_round.announce(WorkerRound(timezone.now()))
                except Exception:
                    logger.exception("the platform's own work failed")
                self._stopped.wait(self.interval)
        finally:
            connections.close_all()

    def _end(self, platform: threading.Thread) -> None:
        done = threading.Event()

        def keep_leases() -> None:
            # A mail under way may take longer than a lease.
            while not done.wait(conf.JOB_LEASE_SECONDS / 4):
                claiming.extend(self.name, self.lanes.jobs)
            connections.close_all()

        keeper = threading.Thread(target=keep_leases, name="clusterkit leases", daemon=True)
        keeper.start()
        self.lanes.stop()
        done.set()
        platform.join()
        keeper.join()

    def _wake(self) -> None:
        self._woken.set()
