"""``python -m tests.browser.later DAYS MODULE …``: run a module as a program whose clock is so many days ahead."""

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine

if __name__ == "__main__":
    time_machine.travel(datetime.now(UTC) + timedelta(days=int(sys.argv[1]))).start()
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
