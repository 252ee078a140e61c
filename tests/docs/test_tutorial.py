"""The tutorial is followed to the letter: a wheel of this tree, an empty folder, every command, every file."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.docs.blocks import blocks_of
from tests.docs.conftest import ROOT
from tests.docs.databases import database

# It takes a minute to be installed, and goes from step to step.
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("tutorial")]

PAGE = ROOT / "docs" / "tutorial" / "first-site.md"
WHEEL_SOURCES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore")
OWN_IN_VENV = ("clusterkit", "_clusterkit", "__editable__", "pip", "setuptools", "distutils-precedence")
CLUSTER, PUBLIC = "polotsk.localhost", "localhost"
START_SECONDS = 60
WATCH_SECONDS = 5


@dataclass
class Answer:
    """What the site answered."""

    status: int
    text: str
    headers: http.client.HTTPMessage


@dataclass
class Reader:
    """Somebody who follows the page: types the commands in one folder and keeps the environment between them."""

    folder: Path
    environment: dict[str, str]
    port: int
    server: subprocess.Popen[bytes] | None = None
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def type(self, text: str) -> None:
        """Run the lines of a block in one shell, or leave them running if they start the server."""
        state = self.folder.parent / "environment.sh"
        before = f". {state}\n" if state.exists() else ""
        if "runserver" in text:
            with (self.folder.parent / "server.log").open("wb") as log:
                self.server = subprocess.Popen(
                    ["bash", "-euc", before + "exec " + text.strip()],
                    cwd=self.folder, env=self.environment, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
            self.wait_for(CLUSTER, "Polotsk glass cluster")
            # The server looks at the files each second and starts anew for what changed since its first look,
            # which no reader's typing comes before.
            time.sleep(WATCH_SECONDS)
            return
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{before}{text}\nexport -p > {state}"],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"

    def fetch(self, host: str, path: str = "/", form: dict[str, str] | None = None) -> Answer:
        """Ask the running server as a browser would: names ending in .localhost lead here."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        origin = f"http://{host}:{self.port}"
        headers = {"Host": f"{host}:{self.port}", "Accept-Language": "en", "Origin": origin, "Referer": origin + path}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request("POST" if form is not None else "GET", path, urlencode(form or {}), headers)
            response = connection.getresponse()
            for value in response.headers.get_all("Set-Cookie") or []:
                self.cookies.load(value)
            return Answer(response.status, response.read().decode("utf-8", "replace"), response.headers)
        finally:
            connection.close()

    def wait_for(self, host: str, text: str) -> Answer:
        """Ask until the answer holds *text*: the server is starting, or starting anew."""
        deadline = time.monotonic() + START_SECONDS
        last = ""
        while time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):
                answer = self.fetch(host)
                last = f"{answer.status} {answer.text[:2000]}"
                if answer.status == 200 and text in answer.text:
                    return answer
            time.sleep(0.2)
        log = (self.folder.parent / "server.log").read_text(encoding="utf-8", errors="replace")
        raise AssertionError(f"{text!r} did not come: {last}\n{log[-4000:]}")

    def leave(self) -> None:
        """Ctrl-C."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()


@pytest.fixture(scope="module")
def wheel_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the tree as it is, built from a copy so that nothing is written into the tree."""
    copy = tmp_path_factory.mktemp("tree")
    for name in WHEEL_SOURCES:
        shutil.copy(ROOT / name, copy / name)
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(copy / "dist")]
    built = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return copy / "dist"


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this interpreter has installed, without clusterkit itself: a new environment needs no downloads."""
    folder = tmp_path_factory.mktemp("libraries")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if entry.suffix != ".pth" and not entry.name.lower().startswith(OWN_IN_VENV):
            (folder / entry.name).symlink_to(entry)
    return folder


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """An empty database on the server of the tests."""
    with database("tutorial") as url:
        yield url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def reader(
    wheel_folder: Path, libraries: Path, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reader]:
    """A reader who followed the whole page; the server is running."""
    folder = tmp_path_factory.mktemp("reader") / "empty"
    folder.mkdir()
    port = free_port()
    reader = Reader(
        folder,
        {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder.parent),
            "PYTHONPATH": str(libraries),
            "PYTHONUTF8": "1",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheel_folder),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        },
        port,
    )
    try:
        for block in blocks_of(PAGE):
            # What every reader has different: the database, and a port that is free.
            text = re.sub(r"(DATABASE_URL=)\S+", lambda found: f"{found[1]}'{database_url}'", block.text)
            block = type(block)(block.title, text.replace("8000", str(port)))
            if block.is_terminal:
                reader.type(block.text)
            else:
                block.write_into(folder)
        yield reader
    finally:
        reader.leave()


def test_the_tutorial_ends_with_a_running_site(reader: Reader) -> None:
    home = reader.wait_for(CLUSTER, "Come in and look around.")
    assert "<h1" in home.text
    assert "Polotsk glass" in reader.fetch(PUBLIC).text
    assert reader.fetch("nobody.localhost").status == 404
    assert reader.fetch(CLUSTER, "/static/clusterkit/css/tokens.css").status == 200
    assert reader.fetch(CLUSTER, "/api/v1/").status == 200
    assert reader.fetch(CLUSTER, "/api/v1/docs/").status == 200


def test_it_runs_the_package_from_the_wheel(reader: Reader) -> None:
    reader.type("python -c 'import clusterkit; print(clusterkit.__file__)' > where.txt")
    assert str(reader.folder / ".venv") in (reader.folder / "where.txt").read_text()


def test_the_coordinator_signs_in_and_is_greeted(reader: Reader) -> None:
    reader.wait_for(CLUSTER, "Come in and look around.")
    page = reader.fetch(CLUSTER, "/accounts/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1], "login": "anna@example.org", "password": "choose-your-own-one"}
    answer = reader.fetch(CLUSTER, "/accounts/login/", form)
    again = "/accounts/consents/again/?next=%2F"
    assert (answer.status, answer.headers["Location"]) == (302, again)
    page = reader.fetch(CLUSTER, again)
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    answer = reader.fetch(CLUSTER, again, form)
    assert (answer.status, answer.headers["Location"]) == (302, "/")
    assert "Good to see you, Anna Ivanova." in reader.fetch(CLUSTER).text
    assert reader.fetch(CLUSTER, "/board/").status == 200
    assert reader.fetch(CLUSTER, "/admin/").status == 200
    reader.cookies.clear()


def test_operators_have_their_door(reader: Reader) -> None:
    reader.wait_for(CLUSTER, "Come in and look around.")
    answer = reader.fetch(PUBLIC, "/operators/")
    assert (answer.status, answer.headers["Location"]) == (302, "/operators/login/?next=/operators/")
