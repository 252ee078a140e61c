"""``clusters suspend``: closes a cluster for now."""

from __future__ import annotations

from clusterkit.hosting.commands.status import StatusCommand
from clusterkit.tenancy.enums import ClusterStatus


class Command(StatusCommand):
    """See the module."""

    help = "closes a cluster for now"
    target = ClusterStatus.SUSPENDED
    sentence = "is closed for now: its visitors get a page that says so, the tables stay."
