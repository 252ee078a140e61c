"""Everything but clusterkit.notifications."""

from tests.projects.base import settings

globals().update(settings(without=("clusterkit.notifications",)))
