"""Making a cluster: the recorded schema, its replay, and the whole of it all-or-nothing."""

from clusterkit.tenancy.provisioning.create import create_cluster, new_schema_name
from clusterkit.tenancy.provisioning.marks import is_schema_name, make_marked_schema, remove_mark, schemas_of_ours
from clusterkit.tenancy.provisioning.record import current_record, migration_key, record_schema
from clusterkit.tenancy.provisioning.replay import replay_into
from clusterkit.tenancy.provisioning.slots import take_all_slots, take_slot

__all__ = [
    "create_cluster",
    "current_record",
    "is_schema_name",
    "make_marked_schema",
    "migration_key",
    "new_schema_name",
    "record_schema",
    "remove_mark",
    "replay_into",
    "schemas_of_ours",
    "take_all_slots",
    "take_slot",
]
