"""What tests of whole clusters share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def swift(settings: object, tmp_path: Path) -> Path:
    """Short waits for requests under way, and private files in a folder of the test's own: that folder."""
    folder = tmp_path / "private"
    settings.CLUSTERKIT = {  # type: ignore[attr-defined]
        **settings.CLUSTERKIT,  # type: ignore[attr-defined]
        "HOST_CACHE_POLL": 0.02,
        "DRAIN_SECONDS": 0.0,
        "FILES_ROOT": str(folder),
    }
    return folder
