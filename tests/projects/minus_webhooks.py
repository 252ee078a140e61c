"""Everything but clusterkit.webhooks."""

from tests.projects.base import settings

globals().update(settings(without=("clusterkit.webhooks",)))
