"""The demonstration as people meet it: a database of its own, the site and its worker as processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
MANAGE = (sys.executable, str(ROOT / "manage.py"))
START_SECONDS = 60.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Site:
    """A running demonstration. ``log`` is the file with what its processes print, ``environment`` theirs."""

    port: int
    log: Path
    environment: Mapping[str, str]

    def url(self, slug: str, path: str = "/") -> str:
        """The address of *path* on the cluster's site; the catalogue's with the slug ""."""
        return f"http://{f'{slug}.' if slug else ''}localhost:{self.port}{path}"

    @contextmanager
    def later(self, slug: str, days: int) -> Iterator[Site]:
        """The same site so many *days* on, with the same data, served beside this one until the block ends."""
        port = _free_port()
        log = self.log.with_name(f"later-{port}.log")
        site = Site(port, log, {**self.environment, "PORT": str(port)})
        with log.open("wb") as output, _web(site, output.fileno(), days=days) as web:
            _wait_until_answers(site, slug, web)
            yield site


@contextmanager
def served_demonstration(folder: Path, slugs: Sequence[str]) -> Iterator[Site]:
    """The clusters *slugs* with their demonstration data, served until the block ends.

    *folder* takes files and logs. The database stands beside the one of DATABASE_URL, and goes with the block.
    """
    port = _free_port()
    log = folder / "site.log"
    with ExitStack() as stack:
        url = stack.enter_context(_database(f"clusterkit_browser_{os.getpid()}"))
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "CLUSTERKIT_LOCAL": str(folder),
            "DJANGO_SETTINGS_MODULE": "example_project.settings",
            "PORT": str(port),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
            "PYTHONUNBUFFERED": "1",
        }
        (folder / "static").mkdir()
        _prepare(slugs, environment)
        site = Site(port, log, environment)
        output = stack.enter_context(log.open("wb"))
        web = stack.enter_context(_web(site, output.fileno()))
        stack.enter_context(_program([*MANAGE, "clusterkit_worker"], environment, output.fileno()))
        _wait_until_answers(site, slugs[0], web)
        yield site


def _prepare(slugs: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [*MANAGE, "demo", *slugs], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"manage.py demo ended with code {done.returncode}:\n{done.stdout[-1000:]}\n{done.stderr}")


@contextmanager
def _database(name: str) -> Iterator[str]:
    """A new empty database on DATABASE_URL's server; its own URL."""
    server = os.environ["DATABASE_URL"]
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(drop)


def _web(site: Site, output: int, days: int = 0) -> AbstractContextManager[subprocess.Popen[bytes]]:
    shifted = ["tests.browser.later", str(days)] if days else []
    command = [sys.executable, "-m", *shifted, "gunicorn", "--config", "python:example_project.launch.gunicorn_conf"]
    return _program([*command, "--bind", f"127.0.0.1:{site.port}"], site.environment, output)


@contextmanager
def _program(command: Sequence[str], environment: Mapping[str, str], output: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_answers(site: Site, slug: str, process: subprocess.Popen[bytes]) -> None:
    # The name *.localhost is the browser's affair: here the host is told by its header.
    request = urllib.request.Request(
        f"http://127.0.0.1:{site.port}/", headers={"Host": urlsplit(site.url(slug)).netloc}
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(request, timeout=START_SECONDS):
                return
        except urllib.error.HTTPError as error:
            error.close()
            raise RuntimeError(f"The site answers {error.code}:\n{site.log.read_text()[-3000:]}") from error
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The site does not answer:\n{site.log.read_text()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
