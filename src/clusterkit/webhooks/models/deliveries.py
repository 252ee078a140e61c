"""What is sent to a web hook, and each try."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core.happenings import happenings
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet
from clusterkit.webhooks.enums import PING, TONES, DeliveryState, DropReason, Failure
from clusterkit.webhooks.models.endpoints import Endpoint


class DeliveryQuerySet(ClusterQuerySet["Delivery"]):
    """Reads of deliveries."""

    def due(self, now: datetime) -> DeliveryQuerySet:
        """Those to be tried now, the longest waiting first. What a web hook that is off has waiting goes on waiting."""
        waiting = self.filter(state=DeliveryState.PENDING, next_attempt_at__lte=now, endpoint__is_active=True)
        return waiting.order_by("next_attempt_at", "pk")


class Delivery(ClusterModel):
    """One happening for one web hook, written in the transaction of what happened and sent by the worker.

    The text is made when it is sent, of what the tier of the web hook may see then. ``message_id`` stays at each try, so
    that the other system knows a second copy. ``attempts`` counts the tries since it was last asked for.
    """

    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries", verbose_name=_("web hook"))
    event = models.CharField(_("happening"), max_length=80, editable=False)
    target_label = models.CharField(max_length=100, blank=True, editable=False)
    target_pk = models.CharField(max_length=64, blank=True, editable=False)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.PENDING, editable=False
    )
    drop_reason = models.CharField(_("why not sent"), max_length=20, choices=DropReason, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    next_attempt_at = models.DateTimeField(_("next try"), default=timezone.now, editable=False)
    delivered_at = models.DateTimeField(_("delivered"), null=True, editable=False)
    created_at = models.DateTimeField(_("happened"), default=timezone.now, editable=False)

    objects = ClusterManager.from_queryset(DeliveryQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state=DeliveryState.PENDING),
                name="clusterkit_webhooks_due",
            ),
            models.Index(fields=["created_at"], name="clusterkit_webhooks_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.message_id}"

    def get_absolute_url(self) -> str:
        """Its page, with all tries."""
        return reverse("clusterkit_webhooks:delivery", kwargs={"pk": self.pk})

    @property
    def event_label(self) -> str:
        """What happened, in words."""
        if self.event == PING:
            return str(_("A test"))
        known = happenings.get(self.event)
        return str(known.label) if known is not None else self.event

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES[DeliveryState(self.state)]


class Attempt(ClusterModel):
    """One try: what came back. ``answer`` is the beginning of the other system's text, and is shown as text only."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries", verbose_name=_("delivery"))
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    status = models.PositiveSmallIntegerField(_("status"), null=True, editable=False)
    failure = models.CharField(_("what went wrong"), max_length=12, choices=Failure, blank=True, editable=False)
    duration_ms = models.PositiveIntegerField(_("took, in milliseconds"), default=0, editable=False)
    answer = models.CharField(_("what came back"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.status or self.failure}"
