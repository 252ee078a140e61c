"""The project of the tutorial, with one small app of its own, before the pages for operators are followed in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg

from clusterkit.hosting.archives.programs import find_program
from tests.docs.blocks import blocks_of
from tests.docs.conftest import ROOT
from tests.docs.terminal import Own, Terminal

TUTORIAL = ROOT / "docs" / "tutorial" / "first-site.md"
_PYTHON = re.compile(r"^```(?:python|ini)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
APP = {
    "__init__.py": "",
    "migrations/__init__.py": "",
    "apps.py": """
from clusterkit.core.apps import ClusterkitAppConfig


class VacanciesConfig(ClusterkitAppConfig):
    name = "vacancies"
""",
    "models.py": """
from django.db import models

from clusterkit.tenancy.guards import ClusterModel


class Trade(ClusterModel):
    code = models.CharField(max_length=40)
""",
    "migrations/0001_initial.py": """
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Trade",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40)),
            ],
        )
    ]
""",
}
PASSWORD = "choose-your-own-one"


def example(page: str, containing: str) -> str:
    """The example of *page*, Python or a configuration, that contains these words."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return next(found[1] for found in _PYTHON.finditer(text) if containing in found[1])


def host_project(folder: Path, url: str, own: Own | None = None) -> Terminal:
    """A terminal in the folder of a new project whose database is at *url*."""
    folder.mkdir()
    with psycopg.connect(url) as connection:
        programs = find_program("pg_dump", connection.info.server_version // 10000).parent
    path = [str(Path(sys.executable).parent), str(programs), os.environ["PATH"], "/usr/sbin"]
    environment = {
        "PATH": os.pathsep.join(path),
        "HOME": str(folder.parent),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": url,
        "SECRET_KEY": "for-a-test-" * 6,
        # Asked for where there is a keyboard.
        "CLUSTERKIT_PASSWORD": PASSWORD,
    }
    terminal = Terminal(folder, environment, {r"/srv/": f"{folder.parent}/srv/", **(own or {})})
    terminal.type("python -m django startproject mysite .")
    for block in blocks_of(TUTORIAL):
        if block.title.startswith("mysite/") and "the line" not in block.title:
            block.write_into(folder)
    for name, text in APP.items():
        write(terminal, f"vacancies/{name}", text)
    settings = folder / "mysite" / "settings.py"
    text, count = re.subn(r"^OWN_APPS\b.*$", 'OWN_APPS = ["vacancies"]', settings.read_text(), flags=re.MULTILINE)
    assert count == 1
    settings.write_text(text)
    return terminal


def write(terminal: Terminal, name: str, text: str) -> None:
    """A file of the project."""
    path = terminal.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def add_settings(terminal: Terminal, text: str) -> None:
    """Write *text* below the settings of the tutorial."""
    settings = terminal.folder / "mysite" / "settings.py"
    settings.write_text(f"{settings.read_text()}\n\n{terminal.of_reader(text)}")


def checkout(folder: Path, own: Own) -> Terminal:
    """A terminal in a copy of the tree that has an environment, with what this interpreter has installed."""
    folder.mkdir()
    names = "Makefile manage.py pyproject.toml hatch_build.py README.md LICENSE src example_project tools requirements"
    subprocess.run(["cp", "-r", *(str(ROOT / name) for name in names.split()), str(folder)], check=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / ".venv")], check=True)
    (libraries,) = (folder / ".venv" / "lib").glob("python*/site-packages")
    installed = next(path for path in sys.path if path.endswith("site-packages"))
    (libraries / "installed.pth").write_text(f"{installed}\n")
    terminal = Terminal(folder, {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}, own)
    terminal.environment["PYTHON"] = sys.executable
    stamp = "import environment as e; e.FOLDER.joinpath('.clusterkit-demo').write_text(e._digest(e.lock_for(v), v))"
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    terminal.type(f"PYTHONPATH=tools .venv/bin/python -c \"v = '{version}'; {stamp}\"")
    return terminal
