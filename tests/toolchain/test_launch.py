"""The commands behind the Makefile, run as a person runs them."""

import signal
import socket
import sys
from pathlib import Path

import psycopg
import pytest

from tests.toolchain.processes import ROOT, line_of, program, python, run

pytestmark = pytest.mark.long


def test_a_busy_port_is_one_line_and_a_code(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        done = python("-m", "example_project.launch", "demo", PORT=port, CLUSTERKIT_LOCAL=str(folder))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Port {port} is in use on 127.0.0.1: try PORT=")
    assert done.stderr.count("\n") == 1
    assert list(folder.iterdir()) == []


def test_a_port_that_is_none_is_one_line_and_a_code() -> None:
    done = python("-m", "example_project.launch", "demo", PORT="many")
    assert (done.returncode, done.stderr) == (1, "PORT must be a number from 1 to 65535, not 'many'\n")


def test_a_database_out_of_reach_is_one_line_and_a_code() -> None:
    done = python("-m", "example_project.launch", "postgres", DATABASE_URL="postgresql://x@127.0.0.1:1/y")
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL postgresql://x@127.0.0.1:1/y does not answer: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_database_alone_runs_until_a_signal(folder: Path, number: signal.Signals) -> None:
    command = (sys.executable, "-m", "example_project.launch", "postgres")
    with program(*command, CLUSTERKIT_LOCAL=str(folder)) as server:
        url = line_of(server)
        psycopg.connect(url).close()
        server.send_signal(number)
        assert server.wait(60) == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_what_a_killed_run_left_is_stopped(folder: Path) -> None:
    command = (sys.executable, "-m", "example_project.launch", "postgres")
    with program(*command, CLUSTERKIT_LOCAL=str(folder)) as server:
        url = line_of(server)
        assert python("-m", "example_project.launch", "stop", CLUSTERKIT_LOCAL=str(folder)).returncode == 1
        server.kill()
        server.wait(60)
    psycopg.connect(url).close()
    assert python("-m", "example_project.launch", "stop", CLUSTERKIT_LOCAL=str(folder)).returncode == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_make_without_a_python_is_one_line_and_a_code() -> None:
    done = run("make", "demo", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("There is no no-such-python here: install Python 3.11 or newer")


def test_make_with_an_old_python_is_one_line_and_a_code(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.8.18" && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = run("make", "test", f"PYTHON={old}")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("Python 3.8.18 is too old: clusterkit needs 3.11 or newer")


def test_the_makefile_lists_its_commands() -> None:
    listed = run("make").stdout
    for command in ("demo", "test", "lint", "docs", "bench"):
        assert f"make {command} " in listed
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_a_run_that_is_ended_while_it_prepares_leaves_no_database(folder: Path) -> None:
    prepare = (
        "import sys\n"
        "from example_project.launch import __main__ as launch, demo\n"
        "launch.leave_in_order()\n"
        "wait = 'import signal; print(1, flush=True); signal.pause()'\n"
        "demo.run(host='127.0.0.1', port=int(sys.argv[1]), manage=[sys.executable, '-c', wait])\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    with program(sys.executable, "-c", prepare, port, CLUSTERKIT_LOCAL=str(folder)) as run_:
        assert line_of(run_) == "1"
        assert (folder / "postgres" / "postmaster.pid").exists()
        run_.terminate()
        assert run_.wait(60) == 128 + signal.SIGTERM
    assert not (folder / "postgres" / "postmaster.pid").exists()
