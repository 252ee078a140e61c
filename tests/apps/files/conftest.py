"""Purposes for the tests of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from clusterkit.files.registry import Purpose, purposes


@pytest.fixture(autouse=True)
def files_root(settings: Settings, tmp_path: Path) -> Path:
    """The folder of private files."""
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "FILES_ROOT": str(tmp_path / "private")}
    return tmp_path / "private"


@pytest.fixture(autouse=True)
def _purposes() -> Iterator[None]:
    registered = [
        Purpose(
            code="test.document",
            allowed={"pdf", "docx", "odt", "jpg", "png"},
            may_read=lambda actor, stored: actor.is_coordinator or stored.uploaded_by_id == actor.user_id,
            max_bytes=200_000,
        ),
        Purpose(
            code="test.logo",
            allowed={"png", "jpg", "webp"},
            may_read=lambda actor, stored: True,
            inline=True,
            cacheable=True,
            redraw=True,
            max_side=64,
        ),
    ]
    for purpose in registered:
        purposes.register(purpose)
    yield
    for purpose in registered:
        purposes.forget(purpose.code)
