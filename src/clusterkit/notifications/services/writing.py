"""Writing notices and mails, in the transaction of what they tell."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from clusterkit.core.ports import MailTiming, Notice
from clusterkit.notifications.digest_times import next_due, zones_of
from clusterkit.notifications.enums import Period
from clusterkit.notifications.models import Notification, OutboxMail
from clusterkit.notifications.selectors import Choice, choices_for, muted_keys
from clusterkit.tenancy.context import current_cluster

DIGESTED = {MailTiming.DAILY: Period.DAILY, MailTiming.WEEKLY: Period.WEEKLY}


@dataclass(frozen=True)
class _Told:
    notice: Notice
    user_id: int
    choice: Choice

    @property
    def period(self) -> Period | None:
        return DIGESTED.get(self.choice.mail)


def write_notices(notices: Iterable[Notice]) -> None:
    """Write a notice, a mail or both for each recipient as he chose, in the running transaction.

    Who is not active gets nothing, and who muted the thing only what is required. The same happening told twice is
    told once: the rows are unique by happening and recipient. So many queries, however many recipients.
    """
    told = _wanted(list(notices))
    if not told:
        return
    due = _digest_moments(told)
    domain = current_cluster().primary_domain
    with transaction.atomic(savepoint=False):
        Notification.objects.bulk_create(
            [
                Notification(
                    recipient_id=item.user_id,
                    in_site=item.choice.in_site,
                    digest_due_at=due.get((item.user_id, item.period)) if item.period else None,
                    **_fields(item.notice),
                )
                for item in told
                if item.choice.in_site or item.period
            ],
            ignore_conflicts=True,
        )
        OutboxMail.objects.bulk_create(
            [
                OutboxMail(recipient_id=item.user_id, message_id=new_message_id(domain), **_fields(item.notice))
                for item in told
                if item.choice.mail == MailTiming.NOW
            ],
            ignore_conflicts=True,
        )


def new_message_id(domain: object) -> str:
    """A Message-ID that no other mail has."""
    return f"<{uuid.uuid4().hex}@{domain}>"


def _wanted(items: list[Notice]) -> list[_Told]:
    people = {user_id for notice in items for user_id in notice.recipients}
    active = set(get_user_model()._default_manager.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    if not active:
        return []
    choices = choices_for(active, {notice.kind.code: notice.kind for notice in items}.values())
    muted = muted_keys(active, {_key(notice) for notice in items})
    return [
        _Told(notice, user_id, choices[user_id, notice.kind.code])
        for notice in items
        for user_id in dict.fromkeys(notice.recipients)
        if user_id in active and (notice.kind.required or (user_id, *_key(notice)) not in muted)
    ]


def _digest_moments(told: list[_Told]) -> dict[tuple[int, Period | None], datetime]:
    waiting = {(item.user_id, item.period) for item in told if item.period}
    if not waiting:
        return {}
    now, zones = timezone.now(), zones_of({user_id for user_id, _period in waiting})
    return {(user_id, period): next_due(period, now, zones[user_id]) for user_id, period in waiting if period}


def _key(notice: Notice) -> tuple[str, str]:
    target = notice.target
    return (target._meta.label_lower, str(target.pk)) if target is not None else ("", "")


def _fields(notice: Notice) -> dict[str, Any]:
    label, pk = _key(notice)
    return {
        "kind": notice.kind.code,
        "context": dict(notice.context),
        "path": notice.path,
        "event": notice.event,
        "target_label": label,
        "target_pk": pk,
    }
