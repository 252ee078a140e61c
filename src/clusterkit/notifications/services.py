"""Writing notices and mails, reading them, choosing and sending again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.ports import Notice
from clusterkit.notifications.actions import CHOOSE, RESEND, VIEW
from clusterkit.notifications.enums import RESENDABLE, MailState
from clusterkit.notifications.models import MutedKind, Notification, OutboxMail
from clusterkit.notifications.selectors import inbox, mailed_kinds
from clusterkit.tenancy.context import current_cluster


def write_notices(notices: Iterable[Notice]) -> None:
    """Write a notice, and a mail where its kind is mailed, for each recipient, in the running transaction.

    Who is not active gets nothing. The same happening told twice is told once: the rows are unique by happening
    and recipient. Three queries, however many recipients.
    """
    items = list(notices)
    wanted = {user_id for notice in items for user_id in notice.recipients}
    active = set(get_user_model()._default_manager.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True))
    pairs = [(notice, user_id) for notice in items for user_id in dict.fromkeys(notice.recipients) if user_id in active]
    if not pairs:
        return
    domain = current_cluster().primary_domain
    with transaction.atomic():
        Notification.objects.bulk_create(
            [Notification(recipient_id=user_id, **_fields(notice)) for notice, user_id in pairs], ignore_conflicts=True
        )
        OutboxMail.objects.bulk_create(
            [
                OutboxMail(recipient_id=user_id, message_id=f"<{uuid.uuid4().hex}@{domain}>", **_fields(notice))
                for notice, user_id in pairs
                if notice.kind.direct
            ],
            ignore_conflicts=True,
        )


def _fields(notice: Notice) -> dict[str, Any]:
    target = notice.target
    return {
        "kind": notice.kind.code,
        "context": dict(notice.context),
        "path": notice.path,
        "event": notice.event,
        "target_label": target._meta.label_lower if target is not None else "",
        "target_pk": str(target.pk) if target is not None else "",
    }


def mark_read(*, notification: Notification, actor: Actor) -> Notification:
    """Note that *actor* opened it; the first time counts. Raises ``NotVisible`` for other people's notices."""
    policy_of(Notification).require(actor, VIEW, notification)
    now = timezone.now()
    if Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=now):
        notification.read_at = now
    return notification


def mark_all_read(*, actor: Actor) -> int:
    """Note that *actor* knows of all his notices. Returns how many were new."""
    policy_of(Notification).require(actor, VIEW)
    return inbox(actor, unread=True).update(read_at=timezone.now())


@transaction.atomic
def choose_mails(*, wanted: Collection[str], actor: Actor) -> None:
    """Let *actor* get mails of the *wanted* kinds (codes) only; notices in the site stay.

    Raises ``InvalidInput`` for a kind that is not mailed.
    """
    policy_of(MutedKind).require(actor, CHOOSE)
    known = {kind.code for kind in mailed_kinds()}
    if actor.user_id is None or not set(wanted) <= known:
        raise InvalidInput(_("There is no such kind of mail."), field="wanted")
    MutedKind.objects.filter(user_id=actor.user_id, kind__in=wanted).delete()
    MutedKind.objects.bulk_create(
        [MutedKind(user_id=actor.user_id, kind=code) for code in sorted(known - set(wanted))], ignore_conflicts=True
    )


@transaction.atomic
def resend(*, mail: OutboxMail, actor: Actor) -> OutboxMail:
    """Try a mail again that was given up or not sent. Raises ``StateConflict`` for one that waits or was sent."""
    policy_of(OutboxMail).require(actor, RESEND, mail)
    locked: OutboxMail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    if locked.state not in RESENDABLE:
        raise StateConflict(_("This mail is “%(state)s”.") % {"state": locked.get_state_display()})
    before = locked.state
    locked.state, locked.drop_reason, locked.attempts = MailState.PENDING, "", 0
    locked.next_attempt_at = timezone.now()
    locked.save()
    ports.record(
        actor=actor, action=RESEND.code, target=locked, before={"state": before}, after={"state": locked.state}
    )
    return locked
