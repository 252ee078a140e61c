"""Wiring of files."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class FilesConfig(ClusterkitAppConfig):
    """Private files."""

    name = "clusterkit.files"
    label = "clusterkit_files"
    url_prefix = "files/"
