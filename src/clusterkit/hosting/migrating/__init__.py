"""Migrating many clusters: who lags from one query, one recording for all at the same state, replay in each."""

from clusterkit.hosting.migrating.running import Outcome, migrate_clusters
from clusterkit.hosting.migrating.survey import Group, Survey, look

__all__ = ["Group", "Outcome", "Survey", "look", "migrate_clusters"]
