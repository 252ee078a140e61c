"""Run several programs side by side as one: they start together and end together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Program:
    """A program to keep running. ``name`` is what people read when it ends: "The <name> ended"."""

    name: str
    command: Sequence[str]


def supervise(
    programs: Sequence[Program],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    patience: float = PATIENCE_SECONDS,
) -> int:
    """Run ``programs`` until one ends or we are asked to stop, then stop all of them.

    They are stopped with SIGTERM, the last one first; what still runs ``patience`` seconds later is killed
    with its children. Returns 0 when asked to stop by Ctrl-C, SIGTERM or SIGHUP, else a code that is never 0:
    a program that ends by itself was not meant to. Call from the main thread only.
    """
    running: list[tuple[Program, subprocess.Popen[bytes]]] = []
    with _signals() as wake_up:
        try:
            for program in programs:
                # A group of its own: Ctrl-C reaches us alone, and we say in which order the others end.
                child = subprocess.Popen(
                    program.command,
                    env=environment,
                    cwd=folder,
                    start_new_session=True,
                    stdin=subprocess.DEVNULL,
                )
                running.append((program, child))
            return _wait(running, wake_up)
        except OSError as error:
            print(f"The {program.name} does not start: {error.strerror}", file=sys.stderr, flush=True)
            return 1
        finally:
            _stop([child for _, child in reversed(running)], patience)


def _wait(running: Sequence[tuple[Program, subprocess.Popen[bytes]]], wake_up: int) -> int:
    while True:
        for program, child in running:
            code = child.poll()
            if code is not None:
                how = f"ended with code {code}" if code >= 0 else f"was killed by {signal.Signals(-code).name}"
                print(f"The {program.name} {how}; stopping the rest.", file=sys.stderr, flush=True)
                return code if code > 0 else 1
        if any(number in STOP_SIGNALS for number in os.read(wake_up, 64)):
            return 0


def _stop(children: Sequence[subprocess.Popen[bytes]], patience: float) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + patience
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
        # The group, not the child: what it started itself must not outlive it either.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@contextmanager
def _signals() -> Iterator[int]:
    """A descriptor that gets one byte, the signal's number, for each stop request and each ended child."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    handlers = {number: signal.signal(number, lambda *_: None) for number in (*STOP_SIGNALS, signal.SIGCHLD)}
    former = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(former)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
