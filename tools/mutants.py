"""``make mutants``: damage the policies and the tables of transitions in many small ways; a test has to notice each.

mutmut makes the damage, in a copy of the sources below ``.local/mutants``: mutmut 3 in functions (the policies), mutmut 2
in what stands at the level of a module (the tables). Each has an environment of its own there, so that neither is among
the project's own requirements. Arguments are names of apps, or of one half: ``policies``, ``transitions``; none means all.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from example_project.launch.database import open_database
from example_project.launch.demo import LOCAL
from example_project.launch.errors import LaunchError
from tools.environment import lock_for

ROOT = Path(__file__).resolve().parents[1]
FOLDER = LOCAL / "mutants"
TREE = FOLDER / "tree"
LOG = FOLDER / "log.txt"
COPIED = ("src", "tests", "example_project", "pyproject.toml")
FUNCTIONS, MODULES = "mutmut==3.8.1", "mutmut==2.5.1"
APPS = ("membership", "audit", "directory")
HALVES = ("policies", "transitions")
MOST_ALIVE = 5.0
"""So many of a hundred mutants of an app may live."""
# Exit codes that mutmut 3 notes: a failed test, a broken run, a run without end. Everything else is a living one.
KILLED = {1, 3, 24, 36, 152, 255, -24}
# Test databases are copied before a test runs, which mutmut does not count: without room for it they would be killed.
PATIENCE_SECONDS = 20


@dataclass
class Tally:
    """The mutants of one file. ``alive`` are shown as mutmut shows them."""

    path: str
    mutants: int = 0
    alive: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Run what ``arguments`` name. Returns 0 only if few enough mutants live."""
    strangers = set(arguments) - {*APPS, *HALVES}
    if strangers:
        print(f"Unknown: {', '.join(sorted(strangers))}. There are {', '.join((*APPS, *HALVES))}.", file=sys.stderr)
        return 2
    apps = [app for app in APPS if app in arguments] or list(APPS)
    halves = [half for half in HALVES if half in arguments] or list(HALVES)
    _copy()
    try:
        with open_database(LOCAL / "postgres-test", durable=False) as url:
            environment = {**os.environ, "DATABASE_URL": url, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ""}
            environment.setdefault("PYTEST_DB_SUFFIX", "_mutants")
            tallies = []
            if "policies" in halves:
                tallies += _functions(apps, environment)
            if "transitions" in halves:
                tallies += [_module(path, app, environment) for app in apps for path in _sources(app, "transitions")]
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 1
    return _report(tallies, apps)


def _sources(app: str, name: str) -> list[str]:
    """The module or package *name* of an app, as paths from the root."""
    folder = TREE / "src" / "clusterkit" / app
    found = sorted([*folder.glob(f"{name}.py"), *folder.glob(f"{name}/**/*.py")])
    return [str(path.relative_to(TREE)) for path in found]


def _copy() -> None:
    """A fresh copy of what is tried: the working tree stays as it is, whatever happens here."""
    shutil.rmtree(TREE, ignore_errors=True)
    TREE.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, TREE / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, TREE / name)
    shutil.copy2(ROOT / "tools" / "one_database.py", TREE / "tests" / "apps" / "conftest.py")


def _environment(name: str, requirement: str) -> Path:
    """The Python of an environment that has *requirement* beside everything of this one."""
    folder = FOLDER / name
    stamp = folder / ".made-of"
    wanted = f"{requirement} {sys.version}"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"Installing {requirement} into {folder.relative_to(LOCAL.parent)}", flush=True)
        venv.create(folder, clear=True, with_pip=True)
        place = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
        Path(place, "beside.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
        lock = lock_for("{}.{}".format(*sys.version_info))
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-c", str(lock), requirement], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return folder / "bin" / "python"


def _functions(apps: Sequence[str], environment: dict[str, str]) -> list[Tally]:
    """Mutate the functions of the policies of *apps*, all in one run: mutmut finds which tests reach which function."""
    python = _environment("functions", FUNCTIONS)
    sources = [path for app in apps for path in _sources(app, "policies")]
    settings = {
        "source_paths": ["src/clusterkit"],
        "only_mutate": sources,
        "also_copy": ["example_project"],
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": [f"tests/apps/{app}/test_policy_table.py" for app in apps],
        "timeout_constant": [str(PATIENCE_SECONDS)],
        "use_setproctitle": ["false"],
    }
    lines = [f"{name} =\n    " + "\n    ".join(values) for name, values in settings.items() if len(values) > 1]
    lines += [f"{name} = {values[0]}" for name, values in settings.items() if len(values) == 1]
    (TREE / "setup.cfg").write_text("[mutmut]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    mutmut = [str(python), "-m", "mutmut"]
    _run([*mutmut, "run", "--max-children", "1"], "the policies", environment)
    tallies = []
    for path in sources:
        codes = json.loads((TREE / "mutants" / f"{path}.meta").read_text(encoding="utf-8"))["exit_code_by_key"]
        alive = [name for name, code in codes.items() if code not in KILLED]
        shown = [_output([*mutmut, "show", name], environment) for name in alive]
        tallies.append(Tally(path, len(codes), shown))
    return tallies


def _module(path: str, app: str, environment: dict[str, str]) -> Tally:
    """Mutate what stands at the level of a module. Every mutant is a process of its own, since it changes the import."""
    python = _environment("modules", MODULES)
    mutmut = [str(python.with_name("mutmut"))]
    (TREE / ".mutmut-cache").unlink(missing_ok=True)
    test = f"tests/apps/{app}/test_transition_table.py"
    pytest = shlex.join(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", test]
    )
    # A module that cannot be imported ends pytest with another code than 1, the only one that mutmut counts.
    runner = shlex.join(["sh", "-c", f"{pytest} || exit 1"])
    options = ["--paths-to-mutate", path, "--tests-dir", test, "--runner", runner, "--CI"]
    _run([*mutmut, "run", *options, "--simple-output", "--no-progress"], path, environment)
    numbers = {
        status: _output([*mutmut, "result-ids", status], environment).split()
        for status in ("killed", "timeout", "suspicious", "survived", "untested", "skipped")
    }
    alive = [number for status in ("survived", "untested", "skipped") for number in numbers[status]]
    return Tally(path, sum(map(len, numbers.values())), [_output([*mutmut, "show", one], environment) for one in alive])


def _run(command: Sequence[str], what: str, environment: dict[str, str]) -> None:
    """Let mutmut work. Raises LaunchError with the end of what it said where it could not."""
    print(f"Trying the mutants of {what}; {LOG.relative_to(LOCAL.parent)} tells how far it is", flush=True)
    with LOG.open("w", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=TREE, env=environment, check=False, stdout=log, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise LaunchError(f"mutmut stopped:\n{LOG.read_text(encoding='utf-8')[-4000:]}")


def _output(command: Sequence[str], environment: dict[str, str]) -> str:
    return subprocess.run(command, cwd=TREE, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def _report(tallies: Sequence[Tally], apps: Sequence[str]) -> int:
    """Print the living and the figures of each file. Returns 1 where too many live in an app."""
    for text in (text for tally in tallies for text in tally.alive):
        print(f"\n{text}")
    print(f"\n{'file':<62}{'mutants':>8}{'killed':>8}{'alive':>7}{'%':>7}")
    failed = []
    for app in apps:
        of_app = [tally for tally in tallies if tally.mutants and tally.path.startswith(f"src/clusterkit/{app}/")]
        for tally in of_app:
            print(_line(tally.path.removeprefix("src/clusterkit/"), tally.mutants, len(tally.alive)))
        mutants, alive = sum(tally.mutants for tally in of_app), sum(len(tally.alive) for tally in of_app)
        if mutants:
            print(_line(f"{app} in all", mutants, alive))
        if alive * 100 > MOST_ALIVE * mutants:
            failed.append(app)
    print(f"More than {MOST_ALIVE:g} % live: {', '.join(failed)}" if failed else f"At most {MOST_ALIVE:g} % live")
    return 1 if failed else 0


def _line(name: str, mutants: int, alive: int) -> str:
    return f"{name:<62}{mutants:>8}{mutants - alive:>8}{alive:>7}{alive * 100 / mutants:>7.1f}"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
