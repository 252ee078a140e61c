"""States of a delivery, and what goes wrong with one."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    PENDING = "pending", _("waiting")
    DELIVERED = "delivered", _("delivered")
    DEAD = "dead", _("given up")
    DROPPED = "dropped", _("not sent")


class DropReason(models.TextChoices):
    """Why something was not sent at all."""

    NOT_VISIBLE = "not_visible", _("the tier of this web hook may not see the thing")
    UNKNOWN_EVENT = "unknown_event", _("its part of the site is not in use any more")
    NOT_CHOSEN = "not_chosen", _("it is not chosen any more")
    COPIED = "copied", _("the site was restored or copied, and the first one may have sent it")


class Failure(models.TextChoices):
    """What went wrong with one try."""

    ADDRESS = "address", _("we do not send to this address")
    UNRESOLVED = "unresolved", _("there is no such host")
    CONNECTION = "connection", _("no connection")
    TLS = "tls", _("the certificate was not accepted")
    TIMEOUT = "timeout", _("no answer in time")
    NOT_HTTP = "not_http", _("the answer is not HTTP")
    STATUS = "status", _("the answer is not a success")


class OffReason(models.TextChoices):
    """Why a web hook is off."""

    BY_HAND = "by_hand", _("somebody switched it off")
    FAILING = "failing", _("it failed for days")
    GONE = "gone", _("the other system answered that it is gone")
    COPIED = "copied", _("the site was restored or copied")


TONES: Final = {
    DeliveryState.PENDING: "info",
    DeliveryState.DELIVERED: "good",
    DeliveryState.DEAD: "bad",
    DeliveryState.DROPPED: "neutral",
}
PING: Final = "ping"
"""The event of a test. It is chosen by nobody and comes when somebody presses the button."""
