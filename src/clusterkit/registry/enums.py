"""States of a request for a cluster."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    """Where a request for a cluster stands."""

    NEW = "new", _("e-mail not confirmed")
    CONFIRMED = "confirmed", _("waits for an operator")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("expired")


class MailKind(models.TextChoices):
    """The mails about a request, by what they tell."""

    CONFIRM = "confirm", _("asks to confirm the address")
    APPROVED = "approved", _("tells that the cluster is open")
    DECLINED = "declined", _("tells why the request was declined")
