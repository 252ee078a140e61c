"""States of a mail."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """Where a mail of the outbox stands."""

    PENDING = "pending", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")
    DROPPED = "dropped", _("not sent")


class DropReason(models.TextChoices):
    """Why a mail was not sent at all."""

    NO_RECIPIENT = "no_recipient", _("the person is not active any more")
    NO_ADDRESS = "no_address", _("the person has no e-mail address")
    NOT_VISIBLE = "not_visible", _("the person may not see the thing any more")
    UNWANTED = "unwanted", _("the person does not want such mails")
    OUTDATED = "outdated", _("what it says was over before it could leave")
    UNKNOWN_KIND = "unknown_kind", _("its part of the site is not installed any more")
    NOTHING_NEW = "nothing_new", _("everything in it was read meanwhile")
    COPIED = "copied", _("the site was restored or copied, and the first one may have sent it")


class Period(models.TextChoices):
    """How often a digest comes."""

    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


RESENDABLE: Final = frozenset({MailState.FAILED, MailState.DROPPED})
