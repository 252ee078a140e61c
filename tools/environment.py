"""Make the virtual environment for one purpose: ``python tools/environment.py demo|test``.

Runs with any Python from 3.11 and nothing installed. Installs only when the lists have changed.
"""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
LOCKS = ROOT / "requirements" / "locks"
EXTRAS = "accounts,api-docs,api-tokens,demo"
MEGABYTES = {"demo": 600, "test": 1200}


class SetUpError(Exception):
    """The environment cannot be made. The text is one plain line."""


def main(purpose: str) -> int:
    try:
        ensure(purpose)
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def ensure(purpose: str) -> None:
    """Make or renew ``.venv`` so that it serves ``purpose``: "demo", or "test", which serves both."""
    if not _has_pip():
        _make()
    version = _output([str(PYTHON), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    lock = lock_for(version)
    wanted = _digest(lock, version)
    stamps = [FOLDER / f".clusterkit-{name}" for name in (("demo", "test") if purpose == "demo" else ("test",))]
    if not any(stamp.exists() and stamp.read_text() == wanted for stamp in stamps):
        _ensure_space(MEGABYTES[purpose])
        first = not any(FOLDER.glob(".clusterkit-*"))
        how = "a minute or two, only this first time" if first else "its lists have changed"
        print(f"Installing what {purpose} needs into .venv: {how}.", flush=True)
        _install(lock, purpose)
        (FOLDER / f".clusterkit-{purpose}").write_text(wanted)
    _call([str(PYTHON), "-m", "tools.messages", "compile"], "The translations could not be compiled")


def lock_for(version: str) -> Path:
    """The lock list for a Python ``version`` such as "3.11": its own, else the newest older one."""
    wanted = _numbers(version)
    fitting = [path for path in LOCKS.glob("python*.txt") if _numbers(path.name) <= wanted]
    if not fitting:
        raise SetUpError(f"Python {version} is too old: clusterkit needs 3.11 or newer")
    return max(fitting, key=lambda path: _numbers(path.name))


def _numbers(text: str) -> tuple[int, int]:
    found = re.search(r"(\d+)\.(\d+)", text)
    if found is None:
        raise ValueError(text)
    return int(found[1]), int(found[2])


def _digest(lock: Path, version: str) -> str:
    """Changes whenever something else would be installed."""
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = {
        "folder": str(FOLDER),
        "python": version,
        "lock": lock.read_text(encoding="utf-8"),
        "lists": [path.read_text(encoding="utf-8") for path in sorted((ROOT / "requirements").glob("*.txt"))],
        "dependencies": metadata["project"]["dependencies"],
        "extras": metadata["project"]["optional-dependencies"],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _has_pip() -> bool:
    if not PYTHON.exists():
        return False
    return subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _make() -> None:
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise SetUpError(f"This Python has no module {module!r}: install it (Debian: apt install python3-venv)")
    _ensure_space(MEGABYTES["demo"])
    _call(
        [sys.executable, "-m", "venv", "--clear", str(FOLDER)],
        "The virtual environment .venv could not be made",
    )


def _install(lock: Path, purpose: str) -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", str(lock)]
    problem = "pip could not install what is needed; the reason stands above"
    _call([*pip, "-r", "requirements/build.txt"], problem)
    lists = ["-r", "requirements/test.txt"] if purpose == "test" else []
    _call([*pip, "--no-build-isolation", "-e", f".[{EXTRAS}]", *lists], problem)


def _ensure_space(megabytes: int) -> None:
    free = shutil.disk_usage(ROOT).free // (1024 * 1024)
    if free < megabytes:
        raise SetUpError(f"Not enough disk space in {ROOT}: {free} MB free, {megabytes} MB needed")


def _call(command: list[str], problem: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetUpError(problem)


def _output(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in MEGABYTES:
        sys.exit(f"usage: python tools/environment.py {'|'.join(MEGABYTES)}")
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
