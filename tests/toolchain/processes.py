"""Start and watch real programs from tests, never waiting by the clock."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


@contextmanager
def program(*command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A program in a group of its own, gone when the block ends.

    ``stdout`` is a pipe, ``stderr`` what it has complained about so far: a file, which a long complaint cannot block.
    """
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as complaints:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**_environment(), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            start_new_session=True,
        )
        process.stderr = Path(complaints.name).open(encoding="utf-8")  # noqa: SIM115 - closed with the process
        with process:
            try:
                yield process
            finally:
                _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Ask it to stop, as it has to stop others; kill it only if it does not."""
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run this Python to its end."""
    return run(sys.executable, *arguments, cwd=ROOT, **environment)


def run(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(
        command,
        cwd=cwd,
        env={**_environment(), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS * 3,
    )


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line that the program prints; waits for it."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _environment() -> dict[str, str]:
    """Ours without what would send the programs elsewhere, and without a coverage run of our own."""
    foreign = ("DATABASE_URL", "PORT", "BIND", "CLUSTERKIT_LOCAL", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in foreign and not name.startswith(("COV_CORE", "COVERAGE", "PYTEST"))
    }
    return {**kept, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "PYTHONUNBUFFERED": "1"}
