"""Everything but clusterkit.portal."""

from tests.projects.base import settings

globals().update(settings(without=("clusterkit.portal",)))
