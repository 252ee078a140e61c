"""Everything but clusterkit.ideas."""

from tests.projects.base import settings

globals().update(settings(without=("clusterkit.ideas",)))
