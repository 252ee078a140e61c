"""A host runs the matrix over its own project with one option, and is told which rows it has to give."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.projects.custom_host"
INI = f"""
[pytest]
pythonpath = {ROOT / "src"} {ROOT}
"""
PLUGIN = 'pytest_plugins = ["clusterkit.testing.plugin"]\n'
ROWS = """
def pytest_clusterkit_world(world):
    from clusterkit.testing.matrix.world import FIRST
    from example_project.partners.models import SafetyRecord

    row = SafetyRecord(pk=FIRST, organisation_id=FIRST, number="BY-17", issued_by="Institute", valid_until="2099-01-01")
    row.save()
    world.put(row)
"""


def run(folder: Path, conftest: str) -> str:
    """What pytest says in a host's folder that holds nothing but its configuration."""
    (folder / "pytest.ini").write_text(INI)
    (folder / "conftest.py").write_text(conftest)
    suffix = f"{os.environ.get('PYTEST_DB_SUFFIX', '')}{os.environ.get('PYTEST_XDIST_WORKER', '')}_host"
    options = ["--clusterkit-isolation", "--clusterkit-isolation-prefix=/admin/partners/", "-q"]
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly"],
        cwd=folder,
        env={**os.environ, "PYTEST_DB_SUFFIX": suffix, "PYTEST_ADDOPTS": "", "DJANGO_SETTINGS_MODULE": SETTINGS},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    return answer.stdout + answer.stderr


def test_a_host_without_rows_is_told_what_to_give(tmp_path: Path) -> None:
    assert "the world has no SafetyRecord. Give one with world.put(row)" in run(tmp_path, PLUGIN)


def test_a_host_with_rows_has_its_addresses_tried(tmp_path: Path) -> None:
    said = run(tmp_path, PLUGIN + ROWS)
    counted = re.search(r"Isolation: (\d+) cases", said)
    assert counted, said
    assert int(counted[1]) > 50
    assert "failed" not in said
