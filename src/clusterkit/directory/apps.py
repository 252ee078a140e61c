"""Wiring of directory."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class DirectoryConfig(ClusterkitAppConfig):
    """Organisations, affiliations, sectors."""

    name = "clusterkit.directory"
    label = "clusterkit_directory"
    url_prefix = "participants/"
