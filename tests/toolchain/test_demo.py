"""The demonstration as a person meets it: started, visited, stopped, started again with what it had."""

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from example_project.launch.postgres import ensure_server
from tests.toolchain.processes import program

pytestmark = pytest.mark.long

READY = "The site answers. Ctrl-C stops all of it."
HOSTS = ("localhost", "novopolotsk.localhost", "polesie.localhost", "vitebsk-med.localhost")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def demonstration(local: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running demonstration and what it printed until it was ready."""
    command = (sys.executable, "-m", "example_project.launch", "demo")
    with program(*command, CLUSTERKIT_LOCAL=str(local), PORT=str(port)) as process:
        printed = []
        assert process.stdout is not None
        for line in process.stdout:
            printed.append(line)
            if line.strip() == READY:
                break
        yield process, "".join(printed)


def status(port: int, host: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/", headers={"Host": f"{host}:{port}"})
        return connection.getresponse().status
    finally:
        connection.close()


def clusters(local: Path) -> list[tuple[object, ...]]:
    with ensure_server(local / "postgres", durable=True) as server, psycopg.connect(server.url) as connection:
        return connection.execute("SELECT * FROM clusterkit_tenancy_cluster ORDER BY 1").fetchall()


@pytest.mark.xdist_group("demonstration")
def test_it_serves_each_address_stops_at_once_and_keeps_its_data(folder: Path) -> None:
    port = free_port()
    with demonstration(folder, port) as (process, printed):
        for host in HOSTS:
            assert f"http://{host}:{port}" in printed
            assert status(port, host) == 200
        assert status(port, "unknown.localhost") == 404
        for person in ("registered@example.org", "member@example.org", "coordinator@example.org"):
            assert person in printed
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert not (folder / "postgres" / "postmaster.pid").exists()
    first = clusters(folder)
    assert len(first) == 3

    with demonstration(folder, port) as (process, _):
        assert status(port, "novopolotsk.localhost") == 200
        process.terminate()
        assert process.wait(60) == 0
    assert clusters(folder) == first
