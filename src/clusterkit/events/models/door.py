"""What was done at the door, and the certificates of those who were there."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.events.enums import CheckInKind
from clusterkit.events.models.event import Event
from clusterkit.events.models.registration import Registration
from clusterkit.tenancy.guards import ClusterModel


class CheckIn(ClusterModel):
    """One act at the door. ``key`` is chosen by the device that did it: what is sent twice, after the network was away, counts once.

    ``done_at`` is the device's moment, ``noted_at`` when the site learnt of it.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="check_ins")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="check_ins")
    kind = models.CharField(_("what"), max_length=4, choices=CheckInKind)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(_("done"))
    noted_at = models.DateTimeField(_("noted"), default=timezone.now)

    class Meta:
        verbose_name = _("act at the door")
        verbose_name_plural = _("acts at the door")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.registration_id}"


class AttendanceCertificate(ClusterModel):
    """The paper that somebody was there. ``code`` lets others check it; ``content`` is what it says, frozen when it was issued."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="certificate")
    number = models.CharField(_("number"), max_length=40, unique=True)
    code = models.CharField(_("code"), max_length=20, unique=True)
    content = models.JSONField(default=dict, editable=False)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate of attendance")
        verbose_name_plural = _("certificates of attendance")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number
