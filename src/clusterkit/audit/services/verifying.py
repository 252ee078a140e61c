"""Looking a log over: whether each row and each seal is as it was written, and none lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from django.db import transaction
from django.utils import timezone

from clusterkit.audit.checking import KEPT, Check, Finding
from clusterkit.audit.digests import Verdict
from clusterkit.audit.enums import Fault
from clusterkit.audit.logs import Log, log_here
from clusterkit.audit.models import LogChain, LogRow, LogSeal
from clusterkit.audit.services.sealing import hold_chain, unsealed
from clusterkit.tenancy.context import current_schema

ROWS_AT_ONCE = 2000
_OF_ROWS = {Verdict.CHANGED: Fault.ROW_CHANGED, Verdict.UNKNOWN_KEY: Fault.ROW_UNKNOWN_KEY}
_OF_SEALS = {Verdict.CHANGED: Fault.SEAL_CHANGED, Verdict.UNKNOWN_KEY: Fault.SEAL_UNKNOWN_KEY}


def verify(*, expected: str = "") -> Check:
    """Look over the log of the schema in force from its first row, and keep what was found for the page.

    Nobody seals meanwhile; who writes does not wait. *expected* is an end of the chain that was noted elsewhere
    (``number:mark``): without it nobody can tell a log from its own older copy.
    """
    log = log_here()
    check = Check()
    if log is None:
        return check
    with transaction.atomic():
        chain = hold_chain(log)
        check.tell(_faults(log, chain, check))
        check.tell(_expected(log, expected))
        check.last = str(chain) if chain.number else ""
        chain.checked_at, chain.checked = timezone.now(), check.as_json()
        chain.sign_check(current_schema())
        chain.save()
    return check


def _faults(log: Log, chain: LogChain, check: Check) -> Iterator[Finding]:
    last: LogSeal | None = None
    for seals in _portions(log.seals.objects.order_by("number").iterator(ROWS_AT_ONCE)):
        rows = log.rows.objects.in_bulk([key for each in seals for key in each.row_ids])
        for link in seals:
            yield from _order(link, last)
            yield from _held(link, rows, check)
            last = link
            check.seals += 1
    yield from _end(chain, last)
    yield from _waiting(log, check)


def _portions(seals: Iterator[LogSeal]) -> Iterator[list[LogSeal]]:
    """Seals whose rows are read together."""
    portion: list[LogSeal] = []
    rows = 0
    for link in seals:
        portion.append(link)
        rows += len(link.row_ids)
        if rows >= ROWS_AT_ONCE:
            yield portion
            portion, rows = [], 0
    if portion:
        yield portion


def _order(link: LogSeal, last: LogSeal | None) -> Iterator[Finding]:
    expected = last.number + 1 if last is not None else 1
    if link.number != expected:
        yield from (
            Finding(Fault.SEAL_MISSING, number) for number in range(expected, min(link.number, expected + KEPT))
        )
    elif link.previous != (last.digest if last is not None else ""):
        yield Finding(Fault.SEAL_ORDER, link.number)
    if link.after_break:
        yield Finding(Fault.AFTER_BREAK, link.number)


def _held(link: LogSeal, rows: Mapping[int, LogRow], check: Check) -> Iterator[Finding]:
    there = [rows[key] for key in link.row_ids if key in rows]
    yield from (Finding(Fault.ROW_MISSING, key) for key in link.row_ids if key not in rows)
    for row in there:
        yield from _row(row, link.schema, check)
    # Without all of its rows nobody can say whether the rest of a seal is as it was.
    if len(there) == len(link.row_ids):
        fault = _OF_SEALS.get(link.verdict((row.pk, row.digest) for row in there))
        if fault is not None:
            yield Finding(fault, link.number)


def _row(row: LogRow, schema: str, check: Check) -> Iterator[Finding]:
    check.rows += 1
    fault = _OF_ROWS.get(row.verdict(schema))
    if fault is not None:
        yield Finding(fault, row.pk)


def _end(chain: LogChain, last: LogSeal | None) -> Iterator[Finding]:
    there = str(last) if last is not None else "0:"
    if not chain.is_fresh and not chain.holds(current_schema()):
        yield Finding(Fault.CHAIN_CHANGED, chain.number)
    elif str(chain) != there:
        lost = last is None or last.number < chain.number
        yield Finding(Fault.END_MISSING if lost else Fault.CHAIN_CHANGED, chain.number)


def _waiting(log: Log, check: Check) -> Iterator[Finding]:
    """Rows that no seal holds yet. They were all written here: what came from elsewhere was sealed when it came."""
    numbers = (number for (number,) in unsealed(log).iterator(ROWS_AT_ONCE))
    while some := list(islice(numbers, ROWS_AT_ONCE)):
        check.waiting += len(some)
        for row in log.rows.objects.filter(pk__in=some).order_by("pk"):
            yield from _row(row, current_schema(), check)


def _expected(log: Log, expected: str) -> Iterator[Finding]:
    if not expected:
        return
    number, _colon, mark = expected.partition(":")
    key = int(number) if number.isdecimal() else 0
    if not log.seals.objects.filter(number=key, digest=mark).exists():
        yield Finding(Fault.NOT_AS_NOTED, key)
