"""The features named in the environment variable ONLY (comma separated), for working on one of them."""

import os

from clusterkit import presets
from tests.projects.base import settings

_wanted = {f"clusterkit.{name}" for name in os.environ.get("ONLY", "").split(",")}
globals().update(
    settings(without=[name for name in (*presets.FEATURES, *presets.PUBLIC_FEATURES) if name not in _wanted])
)
