"""Everything but clusterkit.registry."""

from tests.projects.base import settings

globals().update(settings(without=("clusterkit.registry",)))
