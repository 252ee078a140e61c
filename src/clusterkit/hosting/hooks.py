"""Hook points of the hosting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clusterkit.core.hookpoints import Collect

if TYPE_CHECKING:
    from django.core.files.storage import Storage

    from clusterkit.hosting.blueprints import Blueprint
    from clusterkit.tenancy.models import Cluster

Origin = Literal["restore", "clone"]


@dataclass(frozen=True)
class ClusterCopied:
    """The copy, in whose schema the connection stands, why it was made, and the name of the schema it was made from."""

    cluster: Cluster
    origin: Origin
    old_schema: str


cluster_copied: Collect[ClusterCopied, None] = Collect(
    "cluster_copied",
    ClusterCopied,
    "Make a restored or cloned cluster safe before anybody sees it: end sessions, tokens and invitations, keep messages "
    "from leaving twice, change stored values that hold the old schema's name. An exception undoes the whole copy. "
    "Receivers of apps that the cluster switched off are called too.",
)


@dataclass(frozen=True)
class ClusterFiles:
    """The cluster whose files are asked for; the connection stands in its schema."""

    cluster: Cluster


@dataclass(frozen=True)
class FileFolder:
    """A folder of one cluster in a storage. ``name`` stands for it in archives: small Latin letters, digits, ``_``."""

    name: str
    storage: Storage
    path: str


cluster_files: Collect[ClusterFiles, FileFolder] = Collect(
    "cluster_files",
    ClusterFiles,
    "Name the folder in which your app keeps files of the cluster in force, and of no other: it is backed up, restored, "
    "cloned and removed with the cluster. Receivers of apps that the cluster switched off are called too.",
)


@dataclass(frozen=True)
class ClusterRemoval:
    """The cluster that is about to be dropped; the connection stands in its schema."""

    cluster: Cluster


cluster_removal: Collect[ClusterRemoval, None] = Collect(
    "cluster_removal",
    ClusterRemoval,
    "Remove what the cluster has elsewhere, such as a search index or jobs of a queue. Its hosts answer 404 already. "
    "An exception stops the removal, which is then tried again: be ready to be called twice. "
    "Receivers of apps that the cluster switched off are called too.",
)


@dataclass(frozen=True)
class SeedCluster:
    """The new cluster, in whose schema the connection stands inside the creating transaction, and what it begins with."""

    cluster: Cluster
    blueprint: Blueprint


seed_cluster: Collect[SeedCluster, None] = Collect(
    "seed_cluster",
    SeedCluster,
    "Write the rows of your app that the blueprint of a new cluster names. Be ready to be called twice. "
    "An exception undoes the whole creation, which is meant.",
)


@dataclass(frozen=True)
class Leftovers:
    """The names of all schemas that may have something outside; the connection stands in public, and nobody makes a cluster.

    With ``remove`` false nothing may be changed.
    """

    known: frozenset[str]
    remove: bool


leftovers: Collect[Leftovers, Sequence[str]] = Collect(
    "leftovers",
    Leftovers,
    "Find, and remove where asked to, what your app keeps outside the database for schemas that are not known any more; "
    "answer its names. Called by repair.",
)
