"""What the whole suite shares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from hypothesis import settings

from clusterkit import presets

FEATURES = {*presets.FEATURES, *presets.PUBLIC_FEATURES, "clusterkit.emailuser"}
# Tests of a host's own things, and the app without which there is nothing to test.
OF_A_HOST = {"partners": "example_project.partners", "test_custom_host.py": "example_project.partners"}

pytest_plugins = ["clusterkit.testing.plugin"]
# How long one example takes says how busy the machine is.
settings.register_profile("clusterkit", deadline=None)
settings.load_profile("clusterkit")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the tests of an app that the settings project does not install."""
    parts = collection_path.parts
    if any(part in OF_A_HOST and not apps.is_installed(OF_A_HOST[part]) for part in parts):
        return True
    if "apps" not in parts or parts.index("apps") + 1 >= len(parts):
        return None
    name = f"clusterkit.{parts[parts.index('apps') + 1]}"
    return True if name in FEATURES and not apps.is_installed(name) else None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the end what a test noted for it with ``record_property("summary", …)``."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "summary":
                terminalreporter.write_line(str(value))
