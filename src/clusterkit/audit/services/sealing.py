"""Sealing: what was written since is bound to the chain, by one sealer at a time and without stopping who writes.

Numbers of rows are given before the commit, so a low one may appear after a high one was sealed. A seal names its rows
one by one, and what appears late goes into a later seal.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, F, Func, QuerySet
from django.utils import timezone

from clusterkit.audit.logs import Log, log_here
from clusterkit.audit.models import LogChain, LogSeal
from clusterkit.core.conf import conf
from clusterkit.tenancy.context import current_schema

logger = logging.getLogger("clusterkit.audit")

BATCH = 500
"""So many rows a seal holds at most."""
REACH = timedelta(hours=1)
"""The worker looks for rows no further back than what was sealed so long ago: no transaction is open for longer."""


def seal(*, limit: int = BATCH) -> int:
    """Seal every row that is not, in as many links as it takes; the number of rows. For the log of the schema in force."""
    log = log_here()
    total = 0
    while log is not None:
        sealed = _seal_some(log, limit=limit, schema=current_schema())
        total += sealed
        if sealed < limit:
            break
    return total


def seal_due(*, now: datetime | None = None, limit: int = BATCH) -> int:
    """One link, where a row waits for it since AUDIT_SEAL_SECONDS; the number of rows. Two cheap queries else.

    Where another one seals or looks the log over at this moment, it is left to him.
    """
    log = log_here()
    moment = now or timezone.now()
    if log is None:
        return 0
    since = _long_sealed(log, moment)
    old = {"at__lte": moment - timedelta(seconds=conf.AUDIT_SEAL_SECONDS)}
    if not unsealed(log, since=since, **old)[:1]:
        return 0
    return _seal_some(log, limit=limit, schema=current_schema(), since=since, wait=False)


def continue_in_copy(*, old_schema: str) -> None:
    """Let the chain of a restored or cloned cluster go on in the schema in force, where it was whole in *old_schema*.

    What was not sealed there is sealed in its name. A chain that was not whole stays marked by its next link.
    """
    log = log_here()
    if log is None:
        return
    sealed = BATCH
    while sealed == BATCH:
        sealed = _seal_some(log, limit=BATCH, schema=old_schema)
    with transaction.atomic():
        chain = hold_chain(log)
        if not chain.is_fresh:
            if not chain.holds(old_schema):
                _link(log, chain, [], old_schema)
            chain.sign(current_schema())
        chain.checked_at, chain.checked, chain.checked_mark = None, {}, ""
        chain.save()


def unsealed(log: Log, *, since: int = 0, **narrowed: Any) -> QuerySet[Any]:
    """The numbers of rows above *since* that no seal holds, the lowest first."""
    each = Func(F("row_ids"), function="unnest", output_field=BigIntegerField())
    sealed = log.seals.objects.filter(last_id__gt=since).order_by().annotate(each=each).values_list("each")
    rows = log.rows.objects.filter(pk__gt=since, **narrowed).order_by().values_list("pk")
    return rows.difference(sealed).order_by("id")


def _long_sealed(log: Log, now: datetime) -> int:
    found = log.seals.objects.filter(at__lt=now - REACH).order_by("-number").values_list("last_id", flat=True)
    return found.first() or 0


def _seal_some(log: Log, *, limit: int, schema: str, since: int = 0, wait: bool = True) -> int:
    with transaction.atomic():
        if not wait and _is_held(log):
            return 0
        chain = hold_chain(log)
        # Asked anew: the one before may have sealed them while we waited for the lock.
        numbers = [number for (number,) in unsealed(log, since=since)[:limit]]
        pairs = list(log.rows.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", "digest"))
        if pairs:
            _link(log, chain, pairs, schema)
        return len(pairs)


def hold_chain(log: Log) -> LogChain:
    """The row of the chain, locked until the end of the transaction; made where there is none."""
    rows = log.chains.objects.filter(pk=LogChain.KEY).select_for_update()
    found = rows.first()
    if found is None:
        made = log.chains()
        made.pk = LogChain.KEY
        log.chains.objects.bulk_create([made], ignore_conflicts=True)
        found = rows.get()
    return found


def _is_held(log: Log) -> bool:
    """Whether another transaction has the chain. That one may seal or look the log over, which takes its time."""
    rows = log.chains.objects.filter(pk=LogChain.KEY)
    return rows.exists() and not rows.select_for_update(skip_locked=True).exists()


def _link(log: Log, chain: LogChain, pairs: list[tuple[int, str]], schema: str) -> LogSeal:
    last = log.seals.objects.order_by("-number").first()
    highest = last.number if last is not None else 0
    trusted = chain.holds(schema) or (chain.is_fresh and last is None)
    # Where seals were removed their numbers are not given again: the gap tells.
    previous = chain.digest if trusted else (last.digest if last is not None else "")
    link = log.seals(
        number=max(highest, chain.number if trusted else 0) + 1,
        at=timezone.now(),
        schema=schema,
        row_ids=[key for key, _digest in pairs],
        last_id=max((key for key, _digest in pairs), default=0),
        previous=previous,
        after_break=not trusted,
    )
    link.sign(pairs)
    link.save()
    chain.number, chain.digest = link.number, link.digest
    chain.sign(schema)
    chain.save()
    # In the log of the process, which an intruder into the database does not reach.
    logger.info("sealed %s of %s: %s rows, %s", link.number, schema, len(pairs), link.digest)
    return link
