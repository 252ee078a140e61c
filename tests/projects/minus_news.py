"""Everything but clusterkit.news."""

from tests.projects.base import settings

globals().update(settings(without=("clusterkit.news",)))
