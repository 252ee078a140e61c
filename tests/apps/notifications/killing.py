"""Workers that send to a real mail server, and are killed at any moment: for the test, and for the benchmark at full size."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Letterbox:
    """What the mail server got: recipient and Message-ID. It answers after *delay* seconds."""

    delay: float = 0.0
    got: list[tuple[str, str]] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Keep it, and only then answer: a worker killed in between has sent it without knowing."""
        import asyncio
        from email import message_from_bytes

        self.begun.set()
        await asyncio.sleep(self.delay)
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        self.got.extend((address, message_id) for address in envelope.rcpt_tos)
        return "250 taken"


@contextmanager
def mail_server(delay: float = 0.0) -> Iterator[tuple[Letterbox, int]]:
    """A real server on a free port."""
    box = Letterbox(delay)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


@contextmanager
def worker(port: int, *, lanes: int = 2, lease: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """``clusters worker`` in a process of its own on this database; it is killed at the end."""
    from django.db import connection

    address = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.apps.notifications.worker_settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DATABASE_URL": address._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "WORKER_SMTP_PORT": str(port),
        "WORKER_LEASE": str(lease),
    }
    words = ("-W", "ignore", "-m", "django", "clusters", "worker", "--interval", "0.1", "--lanes", str(lanes))
    process = subprocess.Popen([sys.executable, *words], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def kill_at_random(box: Letterbox, port: int, *, most: float, order: random.Random) -> None:
    """A worker that is killed at a random moment after its first mail was on its way."""
    box.begun.clear()
    with worker(port) as process:
        if box.begun.wait(60):
            time.sleep(order.uniform(0, most))
        process.send_signal(signal.SIGKILL)


def duplicates(box: Letterbox) -> int:
    """How many mails came more often than once, each time too many counted."""
    return sum(number - 1 for number in Counter(message_id for _address, message_id in box.got).values())
