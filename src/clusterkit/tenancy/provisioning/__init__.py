"""Making a cluster: the recorded schema, its replay, and the whole of it all-or-nothing."""

from clusterkit.tenancy.provisioning.create import create_cluster
from clusterkit.tenancy.provisioning.record import current_record, migration_key, record_schema
from clusterkit.tenancy.provisioning.replay import replay_into

__all__ = ["create_cluster", "current_record", "migration_key", "record_schema", "replay_into"]
