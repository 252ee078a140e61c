"""``make mutants``: damage the policies and the tables of transitions in many small ways; a test has to notice each.

mutmut makes the damage, in a copy of the sources below ``.local/mutants``: mutmut 3 in functions (the policies), mutmut 2
in what stands at the level of a module (the tables). Each has an environment of its own there, so that neither is among
the project's own requirements. Arguments are names of apps, or of one half: ``policies``, ``transitions``; none means all.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from example_project.launch.database import open_database
from example_project.launch.demo import LOCAL
from example_project.launch.errors import LaunchError
from tools.environment import lock_for

ROOT = Path(__file__).resolve().parents[1]
FOLDER = LOCAL / "mutants"
TREE = FOLDER / "tree"
LOG = FOLDER / "log.txt"
COPIED = ("src", "tests", "example_project", "tools", "pyproject.toml")
FUNCTIONS, MODULES = "mutmut==3.8.1", "mutmut==2.5.1"
# For mutmut 2: every mutant of a module, as its whole source.
WRITE = """
import json, sys
from mutmut import Context, list_mutations, mutate
path = sys.argv[1]
with open(path, encoding="utf-8") as file:
    source = file.read()
numbers = list_mutations(Context(source=source, filename=path))
print(json.dumps([mutate(Context(source=source, filename=path, mutation_id=one))[0] for one in numbers]))
"""
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


def _environment(name: str, requirement: str, *, beside: bool) -> Path:
    """The Python of an environment with *requirement*; *beside* everything of this one, where the tests run in it."""
    folder = FOLDER / name
    stamp = folder / ".made-of"
    wanted = f"{requirement} {sys.version}"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"Installing {requirement} into {folder.relative_to(LOCAL.parent)}", flush=True)
        venv.create(folder, clear=True, with_pip=True)
        lock: list[str] = []
        if beside:
            place = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
            Path(place, "beside.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
            lock = ["-c", str(lock_for("{}.{}".format(*sys.version_info)))]
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([*pip, *lock, requirement], check=False).returncode != 0:
            raise LaunchError(f"pip could not install {requirement}; the reason stands above")
        stamp.write_text(wanted, encoding="utf-8")
    return folder / "bin" / "python"


def _functions(apps: Sequence[str], environment: dict[str, str]) -> list[Tally]:
    """Mutate the functions of the policies of *apps*, all in one run: mutmut finds which tests reach which function."""
    python = _environment("functions", FUNCTIONS, beside=True)
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
    """Mutate what stands at the level of a module: mutmut 2 writes the mutants, :mod:`tools.table_mutants` tries them."""
    python = _environment("modules", MODULES, beside=False)
    mutants = FOLDER / "mutants.json"
    mutants.write_text(_output([str(python), "-c", WRITE, path], environment), encoding="utf-8")
    name = path.removeprefix("src/").removesuffix(".py").replace("/", ".")
    test = f"tests/apps/{app}/test_transition_table.py"
    _run([sys.executable, "-m", "tools.table_mutants", name, test, str(mutants)], path, environment)
    sources: list[str] = json.loads(mutants.read_text(encoding="utf-8"))
    alive = json.loads(LOG.read_text(encoding="utf-8").splitlines()[-1])
    whole = (TREE / path).read_text(encoding="utf-8").splitlines()
    shown = ["\n".join(unified_diff(whole, sources[one].splitlines(), path, path, n=1, lineterm="")) for one in alive]
    return Tally(path, len(sources), shown)


def _run(command: Sequence[str], what: str, environment: dict[str, str]) -> None:
    """Try mutants. Raises LaunchError with the end of what was said where that did not work."""
    print(f"Trying the mutants of {what}; {LOG.relative_to(LOCAL.parent)} tells how far it is", flush=True)
    with LOG.open("w", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=TREE, env=environment, check=False, stdout=log, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise LaunchError(f"It stopped:\n{LOG.read_text(encoding='utf-8')[-4000:]}")


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
