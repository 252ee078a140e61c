"""``clusters archive``: keeps a cluster for reading only."""

from __future__ import annotations

from clusterkit.hosting.commands.status import StatusCommand
from clusterkit.tenancy.enums import ClusterStatus


class Command(StatusCommand):
    """See the module."""

    help = "keeps a cluster for reading only"
    target = ClusterStatus.ARCHIVED
    sentence = "is archived: it can be read, and nothing in it changes any more."
