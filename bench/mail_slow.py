"""Pages while mails wait for a server that answers after half a minute."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from typing import Any

from bench.table import Result

ROUNDS = 3
VISITS = 60


def slow(cluster: Any) -> Iterator[Result]:
    """``mail.slow.page_ratio``: the median of the home page beside the same with a worker that has nothing to send.

    Both in turn, so that a busy machine disturbs both alike. SMTP_SECONDS is how late the server answers (30).
    """
    from bench.cases import make_client
    from bench.mail_kill import write_mails
    from clusterkit.jobs.models import Job
    from clusterkit.notifications.models import OutboxMail
    from clusterkit.tenancy.context import cluster_context, public_schema
    from tests.apps.notifications.killing import mail_server, worker

    client = make_client()
    times: dict[bool, list[float]] = {True: [], False: []}
    with mail_server(delay=float(os.environ.get("SMTP_SECONDS", "30"))) as (box, port):
        for number in range(ROUNDS):
            for waiting in (False, True):
                with public_schema():
                    Job.objects.all().delete()  # the worker before was killed, and what it held is held for a minute
                with cluster_context(cluster):
                    OutboxMail.objects.all().delete()
                    if waiting:
                        write_mails(f"slow{number}x", 50)
                box.begun.clear()
                with worker(port, lanes=4, lease=60):
                    assert not waiting or box.begun.wait(60), "no mail was on its way"
                    if not waiting:
                        # As long as the other one takes to start.
                        time.sleep(5)
                    times[waiting] += visits(client)
    busy, idle = statistics.median(times[True]), statistics.median(times[False])
    yield Result.of("mail.slow.page_ratio", busy * 1000, "ms", "a worker without mails", idle * 1000)


def visits(client: Any) -> list[float]:
    """Seconds of each visit to the home page."""
    found = []
    for _visit in range(VISITS):
        start = time.perf_counter()
        assert client.get("/").status_code == 200
        found.append(time.perf_counter() - start)
    return found
