"""Programs that run side by side, with real programs and signals."""

import signal
import sys
from pathlib import Path

import psutil
import pytest

from tests.toolchain.processes import line_of, program

# The first program waits for a signal, the second does what the test says. Each prints its number first.
SUPERVISOR = r"""
import sys
from example_project.launch.supervise import Program, supervise
wait = "import os, signal; os.write(1, b'%d\\n' % os.getpid()); signal.pause()"
sys.exit(supervise(
    [Program("first", [sys.executable, "-c", wait]), Program("second", [sys.executable, "-c", sys.argv[1]])],
    patience=float(sys.argv[2]) if len(sys.argv) > 2 else 10,
))
"""
WAIT = "import os, signal; os.write(1, b'%d\\n' % os.getpid()); signal.pause()"
DIE = "import os, sys; os.write(1, b'%d\\n' % os.getpid()); sys.exit(3)"
STUBBORN = (
    "import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.write(1, b'%d\\n' % os.getpid())\n"
    "while True: signal.pause()"
)
PARENT = (
    "import os, signal, subprocess; child = subprocess.Popen(['sleep', '1000'])\n"
    "os.write(1, b'%d\\n' % child.pid); signal.pause()"
)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_of_them_and_is_no_failure(number: signal.Signals) -> None:
    with program(sys.executable, "-c", SUPERVISOR, WAIT) as supervisor:
        children = {int(line_of(supervisor)), int(line_of(supervisor))}
        supervisor.send_signal(number)
        assert supervisor.wait(60) == 0
    assert not any(psutil.pid_exists(child) for child in children)


def test_one_that_ends_takes_the_others_along_and_its_code_is_told() -> None:
    with program(sys.executable, "-c", SUPERVISOR, DIE) as supervisor:
        assert supervisor.wait(60) == 3
        assert supervisor.stdout is not None
        assert supervisor.stderr is not None
        children = {int(number) for number in supervisor.stdout}
        assert supervisor.stderr.read() == "The second ended with code 3; stopping the rest.\n"
    assert not any(psutil.pid_exists(child) for child in children)


def test_one_that_is_killed_is_told_by_its_signal() -> None:
    with program(sys.executable, "-c", SUPERVISOR, WAIT) as supervisor:
        psutil.Process(int(line_of(supervisor))).kill()
        assert supervisor.wait(60) == 1
        assert supervisor.stderr is not None
        assert "was killed by SIGKILL; stopping the rest." in supervisor.stderr.read()


def test_one_that_ends_well_was_not_meant_to() -> None:
    with program(sys.executable, "-c", SUPERVISOR, "") as supervisor:
        assert supervisor.wait(60) == 1


def test_one_that_does_not_listen_is_killed() -> None:
    with program(sys.executable, "-c", SUPERVISOR, STUBBORN, "0.2") as supervisor:
        children = {int(line_of(supervisor)), int(line_of(supervisor))}
        supervisor.terminate()
        assert supervisor.wait(60) == 0
    assert not any(psutil.pid_exists(child) for child in children)


def test_what_they_started_themselves_ends_too() -> None:
    with program(sys.executable, "-c", SUPERVISOR, PARENT) as supervisor:
        several = [psutil.Process(int(line_of(supervisor))), psutil.Process(int(line_of(supervisor)))]
        supervisor.terminate()
        assert supervisor.wait(60) == 0
    _, alive = psutil.wait_procs([process for process in several if process.is_running()], timeout=10)
    assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    missing = SUPERVISOR.replace('[sys.executable, "-c", sys.argv[1]]', "[sys.argv[1]]")
    with program(sys.executable, "-c", missing, str(tmp_path / "nothing")) as supervisor:
        assert supervisor.wait(60) == 1
        assert supervisor.stderr is not None
        assert supervisor.stderr.read() == "The second does not start: No such file or directory\n"
