"""Models and query sets that remember their schema.

An instance loaded in one cluster and saved in another would overwrite the row with the same primary key
there; a query set built in one and evaluated in another would read the other's rows. Both raise
``CrossTenantError`` here.
"""

from clusterkit.tenancy.guards.checking import check_same_schema
from clusterkit.tenancy.guards.models import ClusterManager, ClusterModel, StatefulModel
from clusterkit.tenancy.guards.queries import ClusterQuerySet
from clusterkit.tenancy.guards.relations import GuardedRelations

__all__ = (
    "ClusterManager",
    "ClusterModel",
    "ClusterQuerySet",
    "GuardedRelations",
    "StatefulModel",
    "check_same_schema",
)
