"""Notices in the site, mails on their way out, and what of it people want."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import MailTiming
from clusterkit.notifications.enums import DropReason, MailState
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet


class Message(ClusterModel):
    """What a notice and a mail have in common. Texts are made when they are read, in the reader's language."""

    kind = models.CharField(_("kind"), max_length=80, editable=False)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    path = models.CharField(_("address inside the site"), max_length=300, editable=False)
    event = models.CharField(_("happening"), max_length=200, editable=False)
    target_label = models.CharField(max_length=100, blank=True, editable=False)
    target_pk = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    class Meta:
        abstract = True


class NotificationQuerySet(ClusterQuerySet["Notification"]):
    """Reads of notices."""

    def unread(self) -> NotificationQuerySet:
        """Those that were not opened yet."""
        return self.filter(read_at__isnull=True)


class Notification(Message):
    """A notice to one person; he gets one for each happening. It stands in his inbox, waits for his digest, or both.

    ``digest_due_at`` is when it goes into a digest, None where it does not wait for one (any more).
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_notices", verbose_name=_("person")
    )
    read_at = models.DateTimeField(_("read"), null=True, editable=False)
    in_site = models.BooleanField(_("shown on the site"), default=True, editable=False)
    digest_due_at = models.DateTimeField(_("due for a digest"), null=True, editable=False)

    objects = ClusterManager.from_queryset(NotificationQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["event", "recipient"], name="clusterkit_notifications_one_notice")
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="clusterkit_notices_of"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="clusterkit_notices_unread"),
            models.Index(
                fields=["digest_due_at", "recipient"],
                condition=Q(digest_due_at__isnull=False),
                name="clusterkit_notices_digest",
            ),
            models.Index(fields=["recipient", "target_label", "target_pk"], name="clusterkit_notices_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.event})"

    def get_absolute_url(self) -> str:
        """Opens it: marks it read and goes to what it is about."""
        return reverse("clusterkit_notifications:open", kwargs={"pk": self.pk})


class OutboxQuerySet(ClusterQuerySet["OutboxMail"]):
    """Reads of the outbox."""

    def due(self, now: datetime) -> OutboxQuerySet:
        """Those to be tried now, the longest waiting first."""
        return self.filter(state=MailState.PENDING, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")


class OutboxMail(Message):
    """A mail, written in the transaction of what it tells and sent by the worker. ``attempts`` counts the tries."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_mails", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.PENDING, editable=False)
    drop_reason = models.CharField(_("why not sent"), max_length=20, choices=DropReason, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    next_attempt_at = models.DateTimeField(_("next try"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)
    message_id = models.CharField(max_length=255, unique=True, editable=False)

    objects = ClusterManager.from_queryset(OutboxQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outbox")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=["event", "recipient"], name="clusterkit_notifications_one_mail")]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"], condition=Q(state=MailState.PENDING), name="clusterkit_outbox_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.event})"


class Preference(ClusterModel):
    """How a person wants to be told of one kind of notice. Without a row it is the kind's default."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_notice_choices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=80)
    in_site = models.BooleanField(_("on the site"), default=True)
    mail = models.CharField(_("by mail"), max_length=10, choices=MailTiming)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="clusterkit_notifications_one_choice")]

    def __str__(self) -> str:
        return self.kind


class MutedTarget(ClusterModel):
    """A thing of which a person wants to hear nothing more."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clusterkit_muted_targets", verbose_name=_("person")
    )
    target_label = models.CharField(max_length=100)
    target_pk = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("muted thing")
        verbose_name_plural = _("muted things")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["user", "target_label", "target_pk"], name="clusterkit_notifications_one_muted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_label} {self.target_pk}"
