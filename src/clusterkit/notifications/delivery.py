"""Sending what is due. The worker calls :func:`deliver_due` in each cluster; more workers do not send twice.

A mail is claimed first, in a short transaction that counts the try and puts the next one off; then it is sent,
with no lock held. A worker that dies in between costs a delay, not a mail; its Message-ID stays, so that mail
programs know a second copy.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Final

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from clusterkit.access.selectors import viewer_by_id
from clusterkit.access.viewer import Viewer
from clusterkit.accounts.selectors import email_of
from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.policies import policy_of
from clusterkit.core.ports import notice_kinds
from clusterkit.notifications.enums import DropReason, MailState
from clusterkit.notifications.mails import message_of
from clusterkit.notifications.models import OutboxMail
from clusterkit.notifications.selectors import muted_kinds

logger = logging.getLogger("clusterkit.notifications")
FIRST_DELAY: Final = timedelta(minutes=1)
LONGEST_DELAY: Final = timedelta(hours=6)


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


def deliver_due(limit: int | None = None, *, now: datetime | None = None) -> DeliveryReport:
    """Send up to *limit* mails (the setting MAIL_BATCH) of the cluster in force that are due at *now*.

    A mail that cannot be sent does not keep the others; it is tried again later, and given up after the setting
    MAIL_MAX_ATTEMPTS. Whether the recipient is active, may see the thing and wants such mails is asked now.
    """
    moment = now or timezone.now()
    counts = {MailState.SENT: 0, MailState.PENDING: 0, MailState.FAILED: 0, MailState.DROPPED: 0}
    for _number in range(conf.MAIL_BATCH if limit is None else limit):
        mail = claim(moment)
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


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: a minute, then twice as long each time, at most six hours."""
    doublings: int = min(attempts - 1, 20)
    return min(FIRST_DELAY * float(2**doublings), LONGEST_DELAY)


def _deliver(mail: OutboxMail) -> MailState:
    viewer = viewer_by_id(mail.recipient_id)
    address = email_of(viewer.user) if viewer is not None and not viewer.user.is_anonymous else ""
    reason = _reason_to_drop(mail, viewer, address)
    if viewer is None or reason is not None:
        return _drop(mail, reason or DropReason.NO_RECIPIENT)
    kind = notice_kinds.get(mail.kind)
    if kind is None:
        return _drop(mail, DropReason.UNKNOWN_KIND)
    try:
        message_of(mail, kind, viewer, address).send()
    except Exception as error:
        logger.exception("the mail %s could not be sent (try %d)", mail.message_id, mail.attempts)
        return _failed(mail, error)
    _finish(mail, MailState.SENT, sent_at=timezone.now(), last_error="")
    return MailState.SENT


def _reason_to_drop(mail: OutboxMail, viewer: Viewer | None, address: str) -> DropReason | None:
    if viewer is None:
        return DropReason.NO_RECIPIENT
    if not address:
        return DropReason.NO_ADDRESS
    if mail.kind in muted_kinds(viewer):
        return DropReason.UNWANTED
    return None if _may_see_target(mail, viewer) else DropReason.NOT_VISIBLE


def _may_see_target(mail: OutboxMail, viewer: Viewer) -> bool:
    if not mail.target_label:
        return True
    try:
        model = apps.get_model(mail.target_label)
        rows = policy_of(model).visible_to(viewer)
    except LookupError:
        return False
    return ports.is_enabled.call(model._meta.app_label) and rows.filter(pk=mail.target_pk).exists()


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
