"""Registration opens: a thousand people send the form within seconds, over HTTP, to a server as in production."""

from __future__ import annotations

import asyncio
import itertools
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from bench.table import Result
from bench.world import HOST, ROOT

PEOPLE = int(os.environ.get("RUSH_PEOPLE") or "1000")
SEATS = max(PEOPLE // 10, 1)
ROUNDS = int(os.environ.get("ROUNDS") or "20")
SECONDS = float(os.environ.get("RUSH_SECONDS") or "30")
"""So long it takes until everybody has pressed the button; each at a moment of his own, whether others wait or not."""
OPENING_SECONDS = float(os.environ.get("OPENING_SECONDS") or "60")
OPENINGS = int(os.environ.get("OPENINGS") or "3")
WORKERS, THREADS = 3, 8
"""As the guide to deployment starts gunicorn."""
ALONE = 100
"""So many one after another make the baseline."""
TOKEN = "a" * 32
P99_TARGET = 2.0


@dataclass(frozen=True)
class Answer:
    """What one person got: the status, 0 for a broken connection, and how long it took."""

    status: int
    seconds: float


def rush(cluster: Any) -> Iterator[Result]:
    """``events.rush.confirmed``, ``events.rush.errors``, ``events.rush.p99_s``, ``events.rush.median_s``."""
    from clusterkit.tenancy.context import cluster_context

    with cluster_context(cluster):
        cookies = [_signed_in() for _number in range(PEOPLE)]
    with _served() as port:
        with cluster_context(cluster):
            _send(port, _event(None), cookies[: WORKERS * THREADS * 2], 0)  # templates, translations, connections
            alone = _one_by_one(port, _event(SEATS), cookies[:ALONE])
        answers: list[Answer] = []
        confirmed: list[int] = []
        errors = 0
        for _round in range(ROUNDS):
            with cluster_context(cluster):
                event = _event(SEATS)
                found = _send(port, event, cookies, SECONDS)
                answers += found
                errors += sum(item.status != 302 for item in found) + _wrong(event)
                confirmed.append(_count(event, "confirmed"))
    worst = max(confirmed, key=lambda number: abs(number - SEATS))
    yield Result.of("events.rush.confirmed", worst, "people", "seats", SEATS)
    yield Result.of("events.rush.errors", errors, "answers or positions", "target", 0)
    yield Result.of("events.rush.p99_s", _p99(answers), "s", "one after another", _p99(alone))
    middle = statistics.median(item.seconds for item in answers)
    alone_middle = statistics.median(item.seconds for item in alone)
    yield Result.of("events.rush.median_s", middle, "s", "one after another", alone_middle)
    yield Result.of("events.rush.p99_to_target", _p99(answers), "s", "target", P99_TARGET)


def opening(cluster: Any) -> Iterator[Result]:
    """``events.opening.p99_s``, ``.errors``: the same people open the form first; what they wait for both counts."""
    from clusterkit.tenancy.context import cluster_context

    with cluster_context(cluster):
        cookies = [_signed_in() for _number in range(PEOPLE)]
    found: list[Answer] = []
    with _served() as port:
        with cluster_context(cluster):
            _send(port, _event(None), cookies[: WORKERS * THREADS * 2], 0, opens=True)
            alone = _send(port, _event(SEATS), cookies[:ALONE], ALONE * 0.2, opens=True)
        for _round in range(OPENINGS):
            with cluster_context(cluster):
                event = _event(SEATS)
                found += _send(port, event, cookies, OPENING_SECONDS, opens=True)
    yield Result.of("events.opening.errors", sum(item.status != 302 for item in found), "answers", "target", 0)
    yield Result.of("events.opening.p99_s", _p99(found), "s", "five a second", _p99(alone))


def _p99(answers: Sequence[Answer]) -> float:
    return statistics.quantiles([item.seconds for item in answers], n=100, method="inclusive")[98]


def _event(seats: int | None) -> Any:
    from clusterkit.testing.factories.events import EventFactory

    return EventFactory(capacity_on_site=seats)


def _count(event: Any, state: str) -> int:
    from clusterkit.events.models import Registration

    return Registration.objects.filter(event=event, state=state).count()


def _wrong(event: Any) -> int:
    """People who are lost, or whose position is not that of their arrival."""
    from clusterkit.events.models import Registration

    rows = Registration.objects.filter(event=event, state="waitlisted").order_by("queued_at", "pk")
    order = list(rows.values_list("pk", flat=True))
    seated = _count(event, "confirmed")
    return abs(PEOPLE - seated - len(order)) + sum(a > b for a, b in itertools.pairwise(order))


def _signed_in() -> str:
    """The cookies of a person with an account."""
    from django.test import Client

    from clusterkit.testing.factories.accounts import UserFactory
    from clusterkit.testing.plugin import stamp_session

    client = Client(headers={"host": HOST})
    user = UserFactory(email=f"rush-{secrets.token_hex(8)}@example.org")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    stamp_session(client)
    names = {name: morsel.value for name, morsel in client.cookies.items()} | {"csrftoken": TOKEN}
    return "; ".join(f"{name}={value}" for name, value in names.items())


def _requests(event: Any, cookie: str, opens: bool) -> list[bytes]:
    """What a person sends: the form, and before it the wish to see it if he *opens* it."""
    head = f"GET /events/{event.pk}/register/ HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    return [*([head.encode()] if opens else []), _request(event, cookie)]


def _request(event: Any, cookie: str) -> bytes:
    body = urlencode({"mode": "on_site", "name": "Somebody", "consent": "none", "message": ""})
    lines = (
        f"POST /events/{event.pk}/register/ HTTP/1.1",
        f"Host: {HOST}",
        f"Cookie: {cookie}",
        f"X-CSRFToken: {TOKEN}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def _send(port: int, event: Any, cookies: Sequence[str], seconds: float, *, opens: bool = False) -> list[Answer]:
    """All send the form, evenly within *seconds*, and open it first if it *opens*; nobody waits for somebody else's answer."""

    async def everybody() -> list[Answer]:
        gap = seconds / len(cookies)
        tasks = [
            asyncio.create_task(_one(port, _requests(event, cookie, opens), number * gap))
            for number, cookie in enumerate(cookies)
        ]
        return list(await asyncio.gather(*tasks))

    return asyncio.run(everybody())


def _one_by_one(port: int, event: Any, cookies: Sequence[str]) -> list[Answer]:
    async def in_turn() -> list[Answer]:
        return [await _one(port, _requests(event, cookie, False), 0) for cookie in cookies]

    return asyncio.run(in_turn())


async def _one(port: int, requests: Sequence[bytes], delay: float) -> Answer:
    """The last status, 0 where one before was no page, and how long all of them took."""
    await asyncio.sleep(delay)
    start = time.perf_counter()
    status = 200
    try:
        for request in requests:
            if status != 200:
                raise ValueError(status)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            first = await reader.readline()
            await reader.read()
            writer.close()
            status = int(first.split()[1])
    except (OSError, IndexError, ValueError):
        status = 0
    return Answer(status, time.perf_counter() - start)


@contextmanager
def _served() -> Iterator[int]:
    """The port of gunicorn, which serves this benchmark's database."""
    from django.db import connection

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    command = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", "--worker-class", "gthread"]
    options = ["--workers", str(WORKERS), "--threads", str(THREADS), "--backlog", "2048", "--log-level", "warning"]
    web = subprocess.Popen(
        [*command, *options, "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "bench.rush_settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        },
    )
    try:
        _wait(port, web)
        yield port
    finally:
        web.terminate()
        web.wait(timeout=30)


def _wait(port: int, web: subprocess.Popen[bytes]) -> None:
    for _try in range(600):
        if web.poll() is not None:
            raise RuntimeError("The server of the benchmark did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server of the benchmark does not answer")
