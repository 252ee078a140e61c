"""Our own table: a row in the same transaction, done by ``clusters worker``. No broker, nothing to install."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django_tenants.utils import get_public_schema_name, quote_schema_name

from clusterkit.jobs.backends import NewJob
from clusterkit.jobs.enums import JobState
from clusterkit.jobs.models import Job
from clusterkit.tenancy.context import tenant_connection

# One statement, named with its schema: the connection need not leave the cluster. A job of the same key that waits is
# held with the weakest lock, so that no worker takes it before this transaction ends and misses what it wrote; where a
# worker holds it already, it is passed over and the new one is written. Nobody waits for anybody here.
INSERT = """
INSERT INTO {table} (schema_name, code, key, actor_id, arguments, state, run_at, attempts, worker, last_error, created_at)
SELECT new.schema_name, new.code, new.key, new.actor_id, new.arguments, %(waiting)s, new.run_at, new.attempts, '',
       new.last_error, %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new(
    schema_name text, code text, key text, actor_id bigint, arguments jsonb, run_at timestamptz, attempts int,
    last_error text
)
WHERE new.key = '' OR NOT EXISTS (
    SELECT FROM {table} AS there
    WHERE there.schema_name = new.schema_name AND there.code = new.code AND there.key = new.key
      AND there.state = %(waiting)s AND there.state IN ('waiting', 'running') AND there.key <> ''
      AND there.run_at <= new.run_at
    FOR KEY SHARE SKIP LOCKED
)
"""


class EmbeddedBackend:
    """See the module."""

    def put(self, jobs: Sequence[NewJob]) -> None:
        """Write the rows. Of jobs with a key one waits at a time in a cluster."""
        now = timezone.now()
        rows = [
            {
                "schema_name": job.schema_name,
                "code": job.code,
                "key": job.key,
                "actor_id": job.actor_id,
                "arguments": job.arguments,
                # The encoder would cut the microseconds.
                "run_at": (job.run_at or now).isoformat(),
                "attempts": job.attempts,
                "last_error": job.last_error,
            }
            for job in jobs
        ]
        table = f"{quote_schema_name(get_public_schema_name())}.{quote_schema_name(Job._meta.db_table)}"
        values = {"rows": json.dumps(rows, cls=DjangoJSONEncoder), "waiting": JobState.WAITING.value, "now": now}
        with tenant_connection().cursor() as cursor:
            cursor.execute(INSERT.format(table=table), values)
