"""What must be there before anything is started."""

import shutil
from pathlib import Path

from example_project.launch.errors import LaunchError

MEGABYTE = 1024 * 1024
# A new data folder takes 60 MB, its first log segments and the three clusters' data another 100.
DATABASE_MEGABYTES = 300


def ensure_space(folder: Path, megabytes: int) -> None:
    """Raise LaunchError if the disk of ``folder`` (it need not exist yet) has less than ``megabytes`` free."""
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // MEGABYTE
    if free < megabytes:
        raise LaunchError(f"Not enough disk space in {place}: {free} MB free, {megabytes} MB needed")
