"""Root's stand-in: PostgreSQL refuses to run as root, so a system account owns its data then."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterable
from pathlib import Path

from example_project.launch.errors import LaunchError

NAME = "pgserver"


def stand_in() -> pwd.struct_passwd | None:
    """The account that the server runs as, made at need, if we are root; None for anybody else.

    Raises LaunchError if the account cannot be made.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is not None:
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
        subprocess.run(command, capture_output=True, check=False)
    try:
        # A second process may have made it at the same moment: then useradd failed and the account is there.
        return pwd.getpwnam(NAME)
    except KeyError:
        raise LaunchError(
            f"PostgreSQL does not run as root and has no account {NAME!r}; start as another user"
        ) from None


def open_way(installed: Iterable[Path], folder: Path) -> None:
    """Let the stand-in read the ``installed`` folders, and search the folders above them and above ``folder``."""
    for path in (*installed, folder):
        for parent in path.parents:
            _grant(parent, stat.S_IXOTH)
    for path in installed:
        # What pip made under a closed umask is closed as a whole: its folder tells.
        if path.exists() and not path.stat().st_mode & stat.S_IROTH:
            for inner in (*path.rglob("*"), path):
                executable = inner.is_dir() or inner.stat().st_mode & stat.S_IXUSR
                _grant(inner, stat.S_IROTH | (stat.S_IXOTH if executable else 0))


def _grant(path: Path, permission: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & permission != permission:
        path.chmod(mode | permission)
