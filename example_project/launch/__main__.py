"""``python -m example_project.launch``: the commands behind the Makefile."""

import argparse
import os
import signal
import sys

from example_project.launch import demo, ports
from example_project.launch.database import open_database
from example_project.launch.errors import LaunchError
from example_project.launch.postgres import stop_if_unused

CODE_FAILED = 1
CODE_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns the exit code; what cannot work is one line on the error output."""
    parser = argparse.ArgumentParser(prog="python -m example_project.launch", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="prepare the demonstration and serve it; PORT and BIND say where")
    commands.add_parser("postgres", help="run the demonstration's database alone, until Ctrl-C; prints its URL")
    commands.add_parser("stop", help="stop servers that a killed run left behind")
    command = parser.parse_args(arguments).command
    leave_in_order()
    try:
        if command == "demo":
            return demo.run(
                host=os.environ.get("BIND") or "127.0.0.1", port=ports.parse(os.environ.get("PORT") or "8000")
            )
        if command == "postgres":
            return _postgres()
        return _stop()
    except LaunchError as error:
        print(error, file=sys.stderr)
        return CODE_FAILED
    except KeyboardInterrupt:
        return CODE_INTERRUPTED


def leave_in_order() -> None:
    """Ended from outside, leave through the with statements as on Ctrl-C, so that the database stops too."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))


def _postgres() -> int:
    stops = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    # Blocked before the start, so that no signal falls between it and the wait.
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    with open_database(demo.LOCAL / "postgres", durable=True) as url:
        print(url, flush=True)
        signal.sigwait(stops)
    return 0


def _stop() -> int:
    folders = [demo.LOCAL / "postgres", demo.LOCAL / "postgres-test"]
    used = [folder for folder in folders if not stop_if_unused(folder)]
    for folder in used:
        print(f"{folder} is in use by another process", file=sys.stderr)
    return CODE_FAILED if used else 0


if __name__ == "__main__":
    sys.exit(main())
