"""Kinds of notices for the tests, with templates beside. Declared while these tests run, and in the worker that they start:
elsewhere they would be kinds without templates."""

from __future__ import annotations

from clusterkit.core.ports import MailTiming, NoticeKind, notice_kinds

HELLO = NoticeKind("testing.hello", "Hello", "testing/hello")
QUIET = NoticeKind("testing.quiet", "Quiet", "testing/hello", default=MailTiming.NONE)
DAILY = NoticeKind("testing.daily", "Daily", "testing/hello", default=MailTiming.DAILY)
WEEKLY = NoticeKind("testing.weekly", "Weekly", "testing/hello", default=MailTiming.WEEKLY)
REQUIRED = NoticeKind("testing.required", "Required", "testing/hello", required=True)
BROKEN = NoticeKind("testing.broken", "Broken", "testing/broken")
KINDS = (HELLO, QUIET, DAILY, WEEKLY, REQUIRED, BROKEN)


def declare() -> None:
    """In a process of its own."""
    for kind in KINDS:
        notice_kinds.declare(kind)
