"""Everything but clusterkit.events."""

from tests.projects.base import settings

globals().update(settings(without=("clusterkit.events",)))
