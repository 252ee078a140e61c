"""Real servers beside PostgreSQL for the tests: Debian's PgBouncer and Redis, on free ports, gone with the block."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

PATIENCE_SECONDS = 20


def require_program(name: str) -> str:
    """Where the program is. Skips the test where it is not installed; under CI that is a failure."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed: apt-get install {name}")
        pytest.skip(f"{name} is not installed")
    return found


@contextmanager
def pgbouncer(mode: str) -> Iterator[dict[str, str]]:
    """A PgBouncer before the test database: ``HOST`` and ``PORT`` for DATABASES. *mode* is transaction or session."""
    parameters = connection.get_connection_params()
    host, server_port = parameters.get("host", ""), parameters.get("port", "5432")
    port = free_port()
    password = f" password={parameters['password']}" if parameters.get("password") else ""
    configuration = (
        f"[databases]\n* = host={host} port={server_port} user={parameters['user']}{password}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = {mode}\ndefault_pool_size = 12\nmax_client_conn = 100\nquery_wait_timeout = 15\n"
    )
    with pgbouncer_of({"pgbouncer.ini": configuration}, host=host, port=port):
        yield {"HOST": "127.0.0.1", "PORT": str(port)}


@contextmanager
def pgbouncer_of(files: dict[str, str], *, host: str, port: int) -> Iterator[None]:
    """A PgBouncer with ``pgbouncer.ini`` of *files* on *port*, before the server at *host*.

    ``{folder}`` in a file is where they stand.
    """
    program = require_program("pgbouncer")
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as folder:
        paths = [Path(folder) / name for name in files]
        for path, text in zip(paths, files.values(), strict=True):
            path.write_text(text.replace("{folder}", folder))
        # It refuses to be root, and the socket of the embedded server is its owner's only.
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwuid(Path(host).stat().st_uid) if host.startswith("/") else pwd.getpwnam("nobody")
            account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
            for path in (Path(folder), *paths):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        with _running([program, "-q", f"{folder}/pgbouncer.ini"], port, **account):
            yield


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis that keeps nothing: its address for CACHES."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        command = [require_program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        with _running([*command, "--appendonly", "no", "--dir", folder], port):
            yield f"redis://127.0.0.1:{port}/0"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, **options: Any) -> Iterator[None]:
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, **options)
        try:
            _wait_for(port, process, said)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _wait_for(port: int, process: subprocess.Popen[bytes], said: Any) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        process_gone = _wait_a_little(process)
        if process_gone:
            break
    said.seek(0)
    pytest.fail(f"The server did not start: {said.read()}")


def _wait_a_little(process: subprocess.Popen[bytes]) -> bool:
    """Wait for the end of the process, a moment at most: it is not expected to end."""
    try:
        process.wait(0.05)
    except subprocess.TimeoutExpired:
        return False
    return True
