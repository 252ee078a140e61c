"""A process that does one piece of work in a child and kills the child with SIGKILL at the n-th statement.

It is started once, so that the seconds of a start are paid once; children are forked before there is a connection.
Lines in: ``<kind> <n> <slug>``, with n = 0 to kill nowhere. Lines out: ``<how it ended> <statements counted>``.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

KINDS = ("create", "record", "spare")


def main() -> None:
    """Serve until the end of the input."""
    name = sys.argv[1]
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    connection.settings_dict["NAME"] = name
    settings.MEDIA_ROOT = os.environ["KILLING_MEDIA"]
    print("ready 0", flush=True)
    for line in sys.stdin:
        kind, number, slug = line.split()
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.close(read)
            work(kind, int(number), slug, write)
        os.close(write)
        _child, status = os.waitpid(child, 0)
        counted = os.read(read, 100).decode() or number
        os.close(read)
        ended = "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else "failed"
        print(ended, counted, flush=True)


def work(kind: str, number: int, slug: str, write: int) -> None:
    """The child: never returns."""
    counter = Counter(number)
    counter.install()
    try:
        do(kind, slug)
        # The last point lies after the end.
        counter.count()
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os.write(write, str(counter.counted).encode())
    os._exit(0)


def do(kind: str, slug: str) -> None:
    """One creation, one record of the migrations, one spare schema."""
    if kind == "create":
        from clusterkit.hosting.creation import open_cluster

        open_cluster(slug=slug, host=f"{slug}.testserver", name=slug, blueprint="industry", seed=with_a_file)
    elif kind == "record":
        from clusterkit.tenancy.provisioning import record_schema

        record_schema()
    else:
        from clusterkit.hosting.spares import make_spare

        make_spare()


def with_a_file(cluster: Any) -> None:
    """A seed that leaves something outside of the database."""
    from django.core.files.base import ContentFile

    from clusterkit.files import storage

    storage.private_storage().save(storage.new_key(), ContentFile(b"charter"))


class Counter:
    """Counts the statements of this process, those sent in a pipeline too, and the beginnings and ends of transactions."""

    def __init__(self, last: int) -> None:
        self.last, self.counted = last, 0

    def install(self) -> None:
        """Put itself before every statement."""
        import psycopg

        for cls, name in (
            (psycopg.Cursor, "execute"),
            (psycopg.ClientCursor, "execute"),
            (psycopg.Connection, "commit"),
        ):
            if name in vars(cls):
                setattr(cls, name, self.wrapped(getattr(cls, name)))

    def wrapped(self, inner: Any) -> Any:
        """*inner* with the count before it."""

        def call(*args: Any, **kwargs: Any) -> Any:
            self.count()
            return inner(*args, **kwargs)

        return call

    def count(self) -> None:
        """One more; the last one is not lived through."""
        self.counted += 1
        if self.counted == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
