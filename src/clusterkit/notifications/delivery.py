"""Sending what is due. The worker calls :func:`deliver_due` in each cluster; more workers do not send twice.

A mail is claimed first, in a short transaction that counts the try and puts the next one off; then it is sent,
with no lock held. A worker that dies in between costs a delay, not a mail; its Message-ID stays, so that mail
programs know a second copy.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from clusterkit.access.selectors import viewer_by_id
from clusterkit.access.viewer import Viewer
from clusterkit.accounts.selectors import email_of
from clusterkit.core.conf import conf
from clusterkit.core.ports import MailTiming, NoticeKind, notice_kinds
from clusterkit.jobs.times import delay_after
from clusterkit.notifications.digests import digest_groups, period_of
from clusterkit.notifications.enums import DropReason, MailState
from clusterkit.notifications.mails import digest_of, message_of, readers_language
from clusterkit.notifications.models import OutboxMail
from clusterkit.notifications.selectors import choices_for, muted_keys
from clusterkit.notifications.visibility import key_of, target_of

logger = logging.getLogger("clusterkit.notifications")


@dataclass(frozen=True)
class DeliveryReport:
    """How many mails were sent, failed (to be tried again or given up) and dropped unsent."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        """All that were taken up."""
        return self.sent + self.failed + self.dropped


def deliver_due(limit: int | None = None, *, now: datetime | None = None, until: float | None = None) -> DeliveryReport:
    """Send up to *limit* mails (the setting MAIL_BATCH) of the cluster in force that are due at *now*.

    None is begun after *until*, a moment of ``time.monotonic()``.

    A mail that cannot be sent does not keep the others; it is tried again later, and given up after the setting
    MAIL_MAX_ATTEMPTS. Whether the recipient is active, may see the thing and wants such mails is asked now.
    """
    counts = {MailState.SENT: 0, MailState.PENDING: 0, MailState.FAILED: 0, MailState.DROPPED: 0}
    for _number in range(conf.MAIL_BATCH if limit is None else limit):
        if until is not None and time.monotonic() > until:
            break
        mail = claim(now or timezone.now())
        if mail is None:
            break
        counts[_deliver(mail)] += 1
    failed = counts[MailState.PENDING] + counts[MailState.FAILED]
    return DeliveryReport(counts[MailState.SENT], failed, counts[MailState.DROPPED])


def claim(now: datetime) -> OutboxMail | None:
    """Take the mail that waits longest and count the try; other workers skip it. None where nothing is due."""
    with transaction.atomic():
        mail = OutboxMail.objects.due(now).select_for_update(of=("self",), skip_locked=True).first()
        if mail is None:
            return None
        mail.attempts += 1
        mail.next_attempt_at = now + delay_after(mail.attempts)
        mail.save(update_fields=["attempts", "next_attempt_at"])
    return mail


def _deliver(mail: OutboxMail) -> MailState:
    viewer = viewer_by_id(mail.recipient_id)
    if viewer is None or viewer.user.is_anonymous:
        return _drop(mail, DropReason.NO_RECIPIENT)
    address = email_of(viewer.user)
    if not address:
        return _drop(mail, DropReason.NO_ADDRESS)
    try:
        message = _message(mail, viewer, address)
        if isinstance(message, DropReason):
            return _drop(mail, message)
        message.send()
    except Exception as error:
        logger.exception("the mail %s could not be sent (try %d)", mail.message_id, mail.attempts)
        return _failed(mail, error)
    _finish(mail, MailState.SENT, sent_at=timezone.now(), last_error="")
    return MailState.SENT


def _message(mail: OutboxMail, viewer: Viewer, address: str) -> EmailMultiAlternatives | DropReason:
    period = period_of(mail.kind)
    if period is not None:
        with readers_language(mail.recipient_id):
            groups = digest_groups(mail, viewer)
            return digest_of(mail, period, groups, address) if groups else DropReason.NOTHING_NEW
    kind = notice_kinds.get(mail.kind)
    if kind is None:
        return DropReason.UNKNOWN_KIND
    if not _is_wanted(mail, kind):
        return DropReason.UNWANTED
    if mail.target_label:
        target = target_of(*key_of(mail), viewer)
        if target is None:
            return DropReason.NOT_VISIBLE
        if kind.still_true is not None and not kind.still_true(target):
            return DropReason.OUTDATED
    return message_of(mail, kind, viewer, address)


def _is_wanted(mail: OutboxMail, kind: NoticeKind) -> bool:
    if kind.required:
        return True
    choice = choices_for([mail.recipient_id], [kind])[mail.recipient_id, kind.code]
    return choice.mail != MailTiming.NONE and not muted_keys([mail.recipient_id], [key_of(mail)])


def _drop(mail: OutboxMail, reason: DropReason) -> MailState:
    logger.info("the mail %s is not sent: %s", mail.message_id, reason.value)
    _finish(mail, MailState.DROPPED, drop_reason=reason.value)
    return MailState.DROPPED


def _failed(mail: OutboxMail, error: Exception) -> MailState:
    hopeless = isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _text in error.recipients.values()
    )
    given_up = hopeless or mail.attempts >= conf.MAIL_MAX_ATTEMPTS
    state = MailState.FAILED if given_up else MailState.PENDING
    _finish(mail, state, last_error=f"{type(error).__name__}: {error}".replace("\x00", "")[:300])
    return state


def _finish(mail: OutboxMail, state: MailState, **values: object) -> None:
    # Only where it is still waiting: a coordinator may have been there meanwhile.
    OutboxMail.objects.filter(pk=mail.pk, state=MailState.PENDING).update(state=state.value, **values)
