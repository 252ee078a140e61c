"""Digests: what waits for a person goes into one mail a day, or a week. The worker calls :func:`make_due`.

The notices that go into a digest are taken with the mail, in one transaction with their rows locked; so a digest is made
once, whoever else makes digests at that moment. Its text is made when it leaves: of what is unread and may be seen then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clusterkit.access.viewer import Viewer
from clusterkit.core.ports import MailTiming, notice_kinds
from clusterkit.notifications.digest_times import next_due, period_key, zones_of
from clusterkit.notifications.enums import Period
from clusterkit.notifications.models import Notification, OutboxMail
from clusterkit.notifications.selectors import choices_for, muted_by
from clusterkit.notifications.services.writing import new_message_id
from clusterkit.notifications.texts import InboxEntry, inbox_entries
from clusterkit.notifications.visibility import key_of
from clusterkit.tenancy.context import current_cluster

PORTION: Final = 100
"""For so many people digests are made in one visit of the worker."""
KIND: Final = "notices.digest_"
"""The code of a digest's mail is this and its period."""
GROUPS_SHOWN: Final = 20
SHOWN: Final = 3
"""So many things a digest tells of, and so many of the newest messages about each."""
MOST: Final = 500
"""A digest looks at so many of the newest notices; who has more of them reads them on the site."""


@dataclass(frozen=True)
class DigestGroup:
    """What is new about one thing: the newest few, and how many more there are."""

    entries: Sequence[InboxEntry]
    more: int


def make_due(now: datetime | None = None, *, limit: int = PORTION) -> int:
    """Make the digests that are due, for up to *limit* people. Returns how many mails were written."""
    moment = now or timezone.now()
    waiting = Notification.objects.filter(digest_due_at__lte=moment).order_by("recipient_id")
    people = list(waiting.values_list("recipient_id", flat=True).distinct()[:limit])
    zones = zones_of(people) if people else {}
    return sum(_make(user_id, zones[user_id], moment) for user_id in people)


@transaction.atomic
def _make(user_id: int, zone: str, now: datetime) -> int:
    due = Notification.objects.filter(recipient_id=user_id, digest_due_at__lte=now)
    rows = list(due.select_for_update(of=("self",), skip_locked=True).order_by("-pk"))
    known = {kind.code: kind for row in rows if (kind := notice_kinds.get(row.kind)) is not None}
    choices = choices_for([user_id], known.values())
    taken: dict[Period, list[int]] = {}
    done: list[int] = []
    for row in rows:
        choice = choices.get((user_id, row.kind))
        period = Period(choice.mail) if choice is not None and choice.mail in Period.values else None
        if period is None or row.read_at is not None:
            done.append(row.pk)
            continue
        # Chosen otherwise meanwhile: what waited for tomorrow may now wait for Monday.
        rightly = next_due(period, row.created_at, zone)
        if rightly <= now:
            taken.setdefault(period, []).append(row.pk)
        else:
            Notification.objects.filter(pk=row.pk).update(digest_due_at=rightly)
    made = 0
    for period, pks in taken.items():
        if _write(user_id, period, period_key(period, now, zone), pks):
            done += pks
            made += 1
        else:
            # Its digest has left already: what came in that moment waits for the next.
            Notification.objects.filter(pk__in=pks).update(digest_due_at=next_due(period, now, zone))
    Notification.objects.filter(pk__in=done).update(digest_due_at=None)
    return made


def _write(user_id: int, period: Period, key: str, pks: list[int]) -> bool:
    event = f"notices.digest:{key}"
    _mail, made = OutboxMail.objects.get_or_create(
        event=event,
        recipient_id=user_id,
        defaults={
            "kind": f"{KIND}{period.value}",
            "context": {"notices": pks[:MOST], "total": len(pks)},
            "path": reverse("clusterkit_notifications:inbox"),
            "message_id": new_message_id(current_cluster().primary_domain),
        },
    )
    return made


def period_of(kind: str) -> Period | None:
    """The period of a digest by the code of its mail; None for all other mails."""
    value = kind.removeprefix(KIND)
    return Period(value) if kind.startswith(KIND) and value in Period.values else None


def digest_groups(mail: OutboxMail, viewer: Viewer) -> list[DigestGroup]:
    """What a digest tells now: what is still unread, may be seen, is not muted and wanted by digest. Newest first.

    To be called in the reader's language.
    """
    rows = list(
        Notification.objects.filter(
            pk__in=mail.context.get("notices", []), recipient_id=mail.recipient_id, read_at=None
        ).order_by("-pk")
    )
    kinds = {kind.code: kind for row in rows if (kind := notice_kinds.get(row.kind)) is not None}
    choices = choices_for([mail.recipient_id], kinds.values())
    muted = muted_by(viewer)
    wanted = [
        row
        for row in rows
        if row.kind in kinds
        and choices[mail.recipient_id, row.kind].mail != MailTiming.NONE
        and key_of(row) not in muted
    ]
    groups: dict[object, list[InboxEntry]] = {}
    for entry in inbox_entries(wanted, viewer):
        if not entry.is_hidden:
            groups.setdefault(entry.group_key, []).append(entry)
    return [DigestGroup(entries[:SHOWN], max(0, len(entries) - SHOWN)) for entries in groups.values()]
