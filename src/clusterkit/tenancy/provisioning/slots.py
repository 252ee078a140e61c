"""How many schemas may be made or dropped at once.

One replay holds some 730 locks and the server's table of locks has room for about eight at its default size; one
more would fail in the middle with "out of shared memory". The slots are advisory locks of the *transaction*: they
end with it, whatever becomes of the process, and are safe behind a pooler.
"""

from __future__ import annotations

import secrets
from typing import Final

from django.db import OperationalError, connection, transaction

from clusterkit.core.conf import conf
from clusterkit.tenancy.exceptions import CreationBusyError

FAMILY: Final = 0x636C7573
"""First key of the locks, which keeps them apart from other people's."""


def take_slot() -> None:
    """Take a slot until the running transaction ends; wait for one ``CREATION_WAIT`` seconds at most.

    Raises ``CreationBusyError`` after that. Taking another one in the same transaction is free.
    """
    slots = conf.CREATION_SLOTS
    first = secrets.randbelow(slots)
    with connection.cursor() as cursor:
        for offset in range(slots):
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [FAMILY, (first + offset) % slots])
            if cursor.fetchone()[0]:
                return
    _wait_for(first)


def take_all_slots() -> None:
    """Let nobody make or drop a schema until the running transaction ends. Raises ``CreationBusyError``."""
    for slot in range(conf.CREATION_SLOTS):
        _wait_for(slot)


def _wait_for(slot: int) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            before = cursor.fetchone()[0]
            cursor.execute("SET LOCAL lock_timeout = %s", [int(conf.CREATION_WAIT * 1000)])
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FAMILY, slot])
            cursor.execute("SET LOCAL lock_timeout = %s", [before])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":
            raise
        raise CreationBusyError from error
