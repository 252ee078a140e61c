"""Sending again what did not leave."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.notifications.actions import RESEND
from clusterkit.notifications.enums import RESENDABLE, MailState
from clusterkit.notifications.models import OutboxMail


@transaction.atomic
def resend(*, mail: OutboxMail, actor: Actor, reason: str = "") -> OutboxMail:
    """Try a mail again that was given up or not sent; *reason* goes into the log.

    Raises ``StateConflict`` for one that waits or was sent.
    """
    policy_of(OutboxMail).require(actor, RESEND, mail)
    locked: OutboxMail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    if locked.state not in RESENDABLE:
        raise StateConflict(_("This mail is “%(state)s”.") % {"state": locked.get_state_display()})
    before = locked.state
    locked.state, locked.drop_reason, locked.attempts = MailState.PENDING, "", 0
    locked.next_attempt_at = timezone.now()
    locked.save()
    ports.record(
        actor=actor,
        action=RESEND.code,
        target=locked,
        before={"state": before},
        after={"state": locked.state},
        reason=reason,
    )
    return locked
