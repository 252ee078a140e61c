"""One cluster as a whole: into an archive, out of one, copied, removed."""

from clusterkit.hosting.archives.backing_up import BackedUp, back_up, default_name
from clusterkit.hosting.archives.copying import check_archive, clone, restore
from clusterkit.hosting.archives.manifest import Manifest
from clusterkit.hosting.archives.removing import delete_cluster, discard, resume_deletion

__all__ = [
    "BackedUp",
    "Manifest",
    "back_up",
    "check_archive",
    "clone",
    "default_name",
    "delete_cluster",
    "discard",
    "restore",
    "resume_deletion",
]
