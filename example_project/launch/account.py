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


def open_way(programs: Path, folders: Iterable[Path]) -> None:
    """Let the stand-in search the folders above ``programs`` and ``folders``, and read the programs."""
    for folder in (programs, *folders):
        for parent in folder.parents:
            _grant(parent, stat.S_IXOTH)
    if not (programs / "bin" / "postgres").stat().st_mode & stat.S_IROTH:
        for path in (programs, *programs.rglob("*")):
            executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            _grant(path, stat.S_IROTH | (stat.S_IXOTH if executable else 0))


def _grant(path: Path, permission: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & permission != permission:
        path.chmod(mode | permission)
