"""Somebody who follows a page of the documentation: types its commands, one by one, and reads what they say."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.blocks import Command, shell_blocks_of
from tests.docs.conftest import ROOT

# What runs until Ctrl-C, and what it says when it is ready.
READY = {
    "gunicorn ": "Booting worker",
    "clusters worker": "A round in",
    "make demo": "Ctrl-C stops all of it",
    "launch postgres": "postgresql://",
}
PATIENCE_SECONDS = 300
STOP_SECONDS = 60
LOOK_SECONDS = 0.1
# Replaces what every reader has different: a pattern, and what it becomes here.
Own = Mapping[str, str | Callable[[re.Match[str]], str]]


@dataclass
class Terminal:
    """Commands run in ``folder``; what they export holds until the end of the page."""

    folder: Path
    environment: dict[str, str]
    own: Own = field(default_factory=dict)

    def follow(self, page: str, *, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Type every block of *page* but those that say why they are not run.

        *meanwhile* is called while that which runs until Ctrl-C is running. Fails at the first command that ends
        with another code than 0, or says something else than the page shows.
        """
        for block in shell_blocks_of(ROOT / "docs" / page):
            if block.reason:
                continue
            running = []
            try:
                for command in block.commands:
                    ready = [
                        said for word, said in READY.items() if word in command.text and "--once" not in command.text
                    ]
                    if ready:
                        running.append(self.start(self.of_reader(command.text), ready[0]))
                    else:
                        _compare(
                            f"{page}:{block.line}", command, self.type(self.of_reader(command.text), command.stdin)
                        )
                if running:
                    meanwhile()
            finally:
                for process in reversed(running):
                    _interrupt(process)

    def of_reader(self, text: str) -> str:
        """The command as this reader types it, with his own folders, ports and addresses."""
        for pattern, replacement in self.own.items():
            text = re.sub(pattern, replacement, text)
        return text

    def type(self, text: str, stdin: str = "", *, code: int = 0) -> str:
        """Run it to its end and return what it said. Fails unless it ends with *code*."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{self._before}{text}\nexport -p > {self._state}"],
            cwd=self.folder, env=self.environment, input=stdin, text=True, check=False, timeout=PATIENCE_SECONDS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert done.returncode == code, f"{text}\nended with {done.returncode}\n{done.stdout}"
        return done.stdout

    def start(self, text: str, ready: str) -> subprocess.Popen[bytes]:
        """Let it run; returns when it says *ready*."""
        log = self._state.with_suffix(f".{time.monotonic_ns()}.log")
        with log.open("wb") as file:
            process = subprocess.Popen(
                ["bash", "-euc", self._before + text],
                cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE_SECONDS
        while ready not in (said := log.read_text(encoding="utf-8", errors="replace")):
            if process.poll() is not None or time.monotonic() > until:
                _interrupt(process)
                raise AssertionError(f"{text} did not say {ready!r}:\n{said}")
            time.sleep(LOOK_SECONDS)
        return process

    @property
    def _state(self) -> Path:
        return self.folder.parent / f"{self.folder.name}.environment"

    @property
    def _before(self) -> str:
        return f". {self._state}\n" if self._state.exists() else ""


def _compare(place: str, command: Command, said: str) -> None:
    """Numbers may differ, and "…" stands for anything; every line that the page shows comes, in this order."""
    lines = iter(said.splitlines())
    for shown in command.shown:
        form = re.sub(r"\d+", r"\\d+", re.escape(shown)).replace("…", ".*")
        assert any(re.fullmatch(form, line.rstrip()) for line in lines), f"{place}: not said: {shown}\n{said}"


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C, which reaches everything that the command started in its terminal. Fails if it goes on."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise AssertionError("Ctrl-C did not stop it") from None
