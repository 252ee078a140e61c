"""``make test``: the database, then the whole suite.

Arguments go to pytest. ``--long`` alone runs what takes minutes: kills, races, walks through all addresses, coverage and each
settings project. ``--no-browser`` alone is for other Pythons: the suite without the browser, with coverage, and the
settings projects. ``--coverage`` alone measures what has floors.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from example_project.launch.database import open_database
from example_project.launch.demo import LOCAL
from example_project.launch.errors import LaunchError

ROOT = Path(__file__).resolve().parents[1]
WORKERS = ["-n", "2", "--dist", "loadgroup"]
NO_BROWSER = ["-m", "not browser and not long"]
NOT_LONG = ["-m", "not long"]
LONG = ["-m", "long"]
# The tools and the documentation do not know the settings.
NO_TOOLS = ["--ignore=tests/toolchain", "--ignore=tests/docs"]
NO_TESTS_COLLECTED = 5
# A host with a user model of its own: what depends on users and on the host's app, the rest ran with ``full``.
PARTS = {
    "custom_host": [
        "tests/contracts/test_custom_host.py",
        "tests/apps/partners",
        "tests/apps/accounts",
        "tests/apps/access",
    ],
}
FEATURES = {path.stem.removeprefix("minus_") for path in (ROOT / "tests" / "projects").glob("minus_*.py")}
# A feature is felt in another app only where apps meet: on surfaces. The run for other Pythons, which has more time,
# adds pages, the API and what else may meet; WHOLE=1 runs all of it.
SEAMS = ("surfaces",)
MORE_SEAMS = ("pages", *SEAMS, "api", "views", "portal", "news", "visibility", "registry", "isolation")
# Settings projects that run side by side. One process each: a second one would make the same database again.
LANES = 2
# Branch coverage in per cent below which a room of the package fails, by its own tests and those of the others here;
# what hosting does to clusters stands in tenancy. Only these are measured: it slows down the tests of all other rooms for nothing.
FLOORS = dict.fromkeys(("core", "tenancy", "access", "audit", "directory", "questionnaires", "membership"), 95)
COVERED = [f"tests/apps/{room}" for room in (*FLOORS, "hosting")]


def main(arguments: Sequence[str]) -> int:
    """Run what ``arguments`` ask for. Returns 0 only if everything passed."""
    try:
        with open_database(LOCAL / "postgres-test", durable=False) as url:
            environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
            if list(arguments) == ["--long"]:
                return _long(environment)
            if list(arguments) == ["--no-browser"]:
                return _elsewhere(environment)
            if list(arguments) == ["--coverage"]:
                return _ended(time.monotonic(), _covered(NOT_LONG, environment))
            return _call(["pytest", *WORKERS, *(arguments or NOT_LONG)], environment)
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 1


def settings_projects() -> list[str]:
    """The settings modules that leave something out or add something, beside ``full``."""
    names = sorted(path.stem for path in (ROOT / "tests" / "projects").glob("*.py"))
    return [name for name in names if name not in {"__init__", "base", "full", "only"} and not name.endswith("urls")]


def parts(name: str, seams: Sequence[str]) -> list[str]:
    """What of the suite the settings project *name* runs, of other apps the *seams*; nothing named means all of it."""
    if name in PARTS:
        return PARTS[name]
    if os.environ.get("WHOLE") == "1":
        return []
    left_out = FEATURES if name == "core_only" else {name.removeprefix("minus_")}
    apps = [path for path in sorted((ROOT / "tests" / "apps").iterdir()) if path.name not in {*left_out, "partners"}]
    found = [path for app in apps for seam in seams for path in sorted(app.glob(f"test_{seam}*.py"))]
    return [str(path.relative_to(ROOT)) for path in found]


def _elsewhere(environment: dict[str, str]) -> int:
    """The suite on another Python, and the settings projects with more seams."""
    started = time.monotonic()
    failed = _covered(NO_BROWSER, environment)
    rest = [f"--ignore={path}" for path in COVERED]
    if _call(["pytest", *WORKERS, *NO_BROWSER, "tests", *rest], environment) != 0:
        failed.append("the rest: features, walks, tools, documentation")
    failed += _projects(MORE_SEAMS, environment)
    return _ended(started, failed)


def _long(environment: dict[str, str]) -> int:
    """What takes minutes, coverage, and the settings projects that leave a feature out or bring a user model of their own;
    ``PROJECTS=elsewhere`` says that the run for another Python measures and tries those, with more seams."""
    started = time.monotonic()
    failed = ["long"] if _call(["pytest", *WORKERS, *LONG], environment) != 0 else []
    if os.environ.get("PROJECTS") != "elsewhere":
        failed += _covered(NOT_LONG, environment)
        failed += _projects(SEAMS, environment)
    return _ended(started, failed)


def _covered(chosen: Sequence[str], environment: dict[str, str]) -> list[str]:
    """The tests of the rooms with a floor, those of them that are *chosen*. Returns what failed or lies below its floor."""
    measured = [f"--cov=clusterkit.{room}" for room in FLOORS]
    arguments = [*measured, "--cov-branch", "--cov-report=", *chosen, *COVERED]
    failed = ["rooms with a floor"] if _call(["pytest", *WORKERS, *arguments], environment) != 0 else []
    return failed + [f"coverage of {room}" for room in FLOORS if not _is_covered(room, environment)]


def _projects(seams: Sequence[str], environment: dict[str, str]) -> list[str]:
    with ThreadPoolExecutor(LANES) as lanes:
        ended = lanes.map(lambda name: _project(name, parts(name, seams), environment), settings_projects())
        return [name for name in ended if name]


def _ended(started: float, failed: Sequence[str]) -> int:
    print(
        f"\n{time.monotonic() - started:.0f} s in all. " + (f"Failed: {', '.join(failed)}" if failed else "All passed.")
    )
    return 1 if failed else 0


def _project(name: str, tests: Sequence[str], environment: dict[str, str]) -> str:
    """Run the suite on one settings project and print what it said. Returns the name if it failed."""
    command = ["pytest", "-q", *NO_BROWSER, *NO_TOOLS, f"--ds=tests.projects.{name}", *tests]
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**environment, "PYTEST_DB_SUFFIX": name},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(f"\nSettings project {name}\n{done.stdout}", flush=True)
    return "" if done.returncode in {0, NO_TESTS_COLLECTED} else name


def _is_covered(room: str, environment: dict[str, str]) -> bool:
    if not (ROOT / "src" / "clusterkit" / room).is_dir():
        return True
    pattern = f"*/clusterkit/{room}/*"
    command = ["coverage", "report", f"--include={pattern}", f"--fail-under={FLOORS[room]}", "--format=total"]
    print(f"Coverage of {room} in per cent, {FLOORS[room]} at least: ", end="", flush=True)
    return _call(command, environment) == 0


def _call(module: Sequence[str], environment: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "-m", *module], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    # A narrow terminal folds pytest's lines beyond reading.
    os.environ.setdefault("COLUMNS", str(max(100, shutil.get_terminal_size().columns)))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
