"""Short folders: a Unix socket's path may have some hundred bytes only, and pytest's own folders are long."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from example_project.launch.postgres import stop_if_unused


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty short folder; what still runs in its ``pg`` or ``postgres`` is stopped afterwards."""
    path = Path(tempfile.mkdtemp(prefix="ck-"))
    yield path
    for name in ("pg", "postgres"):
        stop_if_unused(path / name)
    shutil.rmtree(path)
