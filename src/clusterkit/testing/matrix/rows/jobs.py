"""The platform's jobs, as operators see them in their admin. They name a cluster and no row of it."""

from __future__ import annotations

from clusterkit.jobs.models import Job
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.matrix.world import FIRST, World


def fill(world: World) -> None:
    """One that waits."""
    job = Job(pk=FIRST, schema_name=Cluster.objects.order_by("pk")[0].schema_name, code="notifications.send")
    job.save(force_insert=True)
    world.put(job, planted=False)
