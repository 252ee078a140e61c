"""``make lint``: every check, all of them even if one fails, so that one run tells everything."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TYPED = [
    name for name in ("src", "example_project", "tests", "bench", "tools", "hatch_build.py") if (ROOT / name).exists()
]
CHECKS: dict[str, list[str]] = {
    "form": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "style": ["-m", "ruff", "check", "--quiet", "."],
    "types": ["-m", "mypy", *TYPED],
    "imports": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "house": ["-m", "tools.check_house"],
    "locks": ["-m", "tools.lock", "check"],
    "translations": ["-m", "tools.messages", "check"],
    "documentation": ["-m", "mkdocs", "build", "--strict", "--quiet"],
}


def main() -> int:
    failed = []
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        "NO_MKDOCS_2_WARNING": "1",
    }
    for name, command in CHECKS.items():
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, check=False, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        passed = done.returncode == 0
        print(f"{name:<15}{'passed' if passed else 'FAILED'}{time.monotonic() - started:6.1f} s", flush=True)
        if not passed:
            failed.append(name)
            print(done.stdout, flush=True)
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
