"""The tables of the hosting (in ``public``), a module for each owner."""

from clusterkit.hosting.models.migrating import ClusterMigration, MigrationMethod, MigrationRun, MigrationState
from clusterkit.hosting.models.spares import SpareSchema

__all__ = ["ClusterMigration", "MigrationMethod", "MigrationRun", "MigrationState", "SpareSchema"]
