"""The demonstration: database, three clusters with their data, the site and its worker."""

import os
import subprocess
import sys
from pathlib import Path

from example_project.launch import ports
from example_project.launch.database import open_database
from example_project.launch.errors import LaunchError
from example_project.launch.supervise import Program, supervise

ROOT = Path(__file__).resolve().parents[2]
LOCAL = Path(os.environ.get("CLUSTERKIT_LOCAL") or ROOT / ".local")
SETTINGS = "example_project.settings"


def run(*, host: str, port: int) -> int:
    """Prepare the demonstration and serve it until Ctrl-C. Returns the exit code; raises LaunchError."""
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
        prepared = subprocess.run([*_manage(), "demo"], env=environment, cwd=ROOT, check=False)
        if prepared.returncode != 0:
            raise LaunchError("The demonstration's data could not be prepared; the reason stands above")
        return supervise(programs(host, port), environment=environment, folder=ROOT)


def programs(host: str, port: int) -> list[Program]:
    """What runs while the demonstration is served; the first is what people visit."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:example_project.launch.gunicorn_conf",
        "--bind",
        address,
    ]
    return [Program("site", web), Program("worker", [*_manage(), "clusterkit_worker"])]


def _manage() -> list[str]:
    return [sys.executable, str(ROOT / "manage.py")]
