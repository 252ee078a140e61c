"""Wiring of ideas."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class IdeasConfig(ClusterkitAppConfig):
    """The idea exchange."""

    name = "clusterkit.ideas"
    label = "clusterkit_ideas"
    url_prefix = "ideas/"
    switchable = True
