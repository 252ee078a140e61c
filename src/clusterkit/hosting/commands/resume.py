"""``clusters resume``: opens a suspended or archived cluster again."""

from __future__ import annotations

from clusterkit.hosting.commands.status import StatusCommand
from clusterkit.tenancy.enums import ClusterStatus


class Command(StatusCommand):
    """See the module."""

    help = "opens a suspended or archived cluster again"
    target = ClusterStatus.ACTIVE
    sentence = "is open."
    readers = "for the operators' log"
