"""The demonstration: database, three clusters with their data, the site and its worker."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from example_project.launch import ports
from example_project.launch.database import open_database
from example_project.launch.errors import LaunchError
from example_project.launch.supervise import Program, supervise

ROOT = Path(__file__).resolve().parents[2]
LOCAL = Path(os.environ.get("CLUSTERKIT_LOCAL") or ROOT / ".local")
SETTINGS = "example_project.settings"
MANAGE = (sys.executable, str(ROOT / "manage.py"))


def run(*, host: str, port: int, manage: Sequence[str] = MANAGE) -> int:
    """Prepare the demonstration and serve it until Ctrl-C. Returns the exit code; raises LaunchError.

    ``manage`` is the command line that gets ``demo`` to prepare and ``clusterkit_worker`` to work beside the site.
    """
    ports.ensure_free(host, port)
    with open_database(LOCAL / "postgres", durable=True) as url:
        # WhiteNoise warns without it, although the files come from the apps' own folders.
        (LOCAL / "static").mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PORT": str(port),
            "PYTHONPATH": os.pathsep.join(
                filter(None, [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
            ),
            "PYTHONUNBUFFERED": "1",
        }
        prepared = subprocess.run([*manage, "demo"], env=environment, cwd=ROOT, check=False)
        if prepared.returncode != 0:
            raise LaunchError("The demonstration's data could not be prepared; the reason stands above")
        return supervise(programs(host, port, manage), environment=environment, folder=ROOT)


def programs(host: str, port: int, manage: Sequence[str] = MANAGE) -> list[Program]:
    """What runs while the demonstration is served; the first is what people visit."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    settings = "python:example_project.launch.gunicorn_conf"
    web = [sys.executable, "-m", "gunicorn", "--config", settings, "--bind", address]
    return [Program("site", web), Program("worker", [*manage, "clusterkit_worker"])]
