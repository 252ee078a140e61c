"""Private talks about an item, and what came of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName
from clusterkit.directory.models import Organisation
from clusterkit.ideas.enums import (
    INTEREST_TONES,
    LIVE_INTEREST_STATES,
    FollowUpAnswer,
    InterestState,
    OutcomeKind,
)
from clusterkit.ideas.models.items import Item
from clusterkit.tenancy.guards import ClusterModel, StatefulModel


class Interest(StatefulModel):
    """An organisation answers an item; from then on the two sides talk in private.

    ``reminded_at`` is when the side whose turn it is was reminded that the interest lapses.
    """

    audit_names: ClassVar = {"message": AuditName("")}

    item = models.ForeignKey(Item, models.CASCADE, related_name="interests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="interests")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    message = models.TextField(_("message"), max_length=4000)
    state = models.CharField(
        _("state"), max_length=12, choices=InterestState, default=InterestState.SENT, editable=False
    )
    reminded_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "organisation"],
                condition=Q(state__in=sorted(LIVE_INTEREST_STATES)),
                name="clusterkit_ideas_one_live_interest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.item}"

    def get_absolute_url(self) -> str:
        """The private talk."""
        return reverse("clusterkit_ideas:talk", kwargs={"pk": self.pk})

    @property
    def state_tone(self) -> str:
        """The tone of the state."""
        return INTEREST_TONES[InterestState(self.state)]


class InterestMessage(ClusterModel):
    """A message of the private talk, written for one of the two organisations."""

    interest = models.ForeignKey(Interest, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.text[:60]


class TalkMark(ClusterModel):
    """Up to when a person has seen a private talk: what the other side wrote later is new to him."""

    interest = models.ForeignKey(Interest, models.CASCADE, related_name="marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark of reading a talk")
        verbose_name_plural = _("marks of reading talks")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["interest", "user"], name="clusterkit_ideas_one_talk_mark")]

    def __str__(self) -> str:
        return f"{self.user_id} – {self.interest_id}"


class Outcome(ClusterModel):
    """What came of an item; the other side (of ``interest``) confirms it.

    ``contested_at`` is when the other side said that it was not so; what it wrote stands in the private talk.
    """

    audit_names: ClassVar = {"contested": AuditName(_("the other side says"), lambda value: _("It was not so"))}

    item = models.OneToOneField(Item, models.CASCADE, related_name="outcome")
    interest = models.ForeignKey(Interest, models.SET_NULL, null=True, blank=True, related_name="outcomes")
    kind = models.CharField(_("what came of it"), max_length=20, choices=OutcomeKind)
    text = models.TextField(_("in a few sentences"), max_length=2000, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, editable=False)
    contested_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return str(self.get_kind_display())


class MessageFile(ClusterModel):
    """A file of a private talk, for its two sides. ``message`` is empty for one that came with the interest itself."""

    interest = models.ForeignKey(Interest, models.CASCADE, related_name="files")
    message = models.ForeignKey(InterestMessage, models.CASCADE, null=True, blank=True, related_name="files")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    file = models.OneToOneField("clusterkit_files.StoredFile", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file of a talk")
        verbose_name_plural = _("files of talks")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.file)


class FollowUp(ClusterModel):
    """What became of a confirmed outcome, asked ``months`` later of the item's owner, and once more (``reminded_at``)."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("after so many months"))
    due_on = models.DateField(_("asked on"))
    asked_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("what became of it"), max_length=12, choices=FollowUpAnswer, blank=True)
    text = models.TextField(_("in a few sentences"), max_length=2000, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("question about an outcome")
        verbose_name_plural = _("questions about outcomes")
        ordering = ("due_on", "pk")
        constraints = [models.UniqueConstraint(fields=["outcome", "months"], name="clusterkit_ideas_asked_once")]

    def __str__(self) -> str:
        return f"{self.outcome} + {self.months}"

    def get_absolute_url(self) -> str:
        """The form that answers it, or what was answered."""
        return reverse("clusterkit_ideas:follow-up", kwargs={"pk": self.pk})

    @property
    def is_due(self) -> bool:
        """Whether it is time to answer."""
        return self.due_on <= timezone.localdate()
