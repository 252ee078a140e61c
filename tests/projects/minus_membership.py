"""Everything but clusterkit.membership."""

from tests.projects.base import settings

globals().update(settings(without=("clusterkit.membership",)))
