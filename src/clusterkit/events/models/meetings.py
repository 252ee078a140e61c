"""Short meetings of two participants, and what people say afterwards."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from clusterkit.events.enums import LIVE_MEETINGS, MeetingState
from clusterkit.events.models.event import Event
from clusterkit.events.models.registration import Registration
from clusterkit.questionnaires.models import Version
from clusterkit.tenancy.guards import ClusterModel, StatefulModel


class Meeting(StatefulModel):
    """Some minutes of two participants at one table of the event. The table is given when it is accepted."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="meetings")
    proposer = models.ForeignKey(Registration, models.CASCADE, related_name="meetings_proposed")
    invitee = models.ForeignKey(Registration, models.CASCADE, related_name="meetings_invited")
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState, default=MeetingState.PROPOSED, editable=False
    )
    starts_at = models.DateTimeField(_("begins"))
    table = models.PositiveSmallIntegerField(_("table"), null=True, blank=True, editable=False)
    message = models.CharField(_("message"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("short meeting")
        verbose_name_plural = _("short meetings")
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "starts_at", "table"],
                condition=Q(state=MeetingState.ACCEPTED),
                name="clusterkit_events_one_at_a_table",
            ),
            models.UniqueConstraint(
                "event",
                Least("proposer", "invitee"),
                Greatest("proposer", "invitee"),
                condition=Q(state__in=sorted(LIVE_MEETINGS)),
                name="clusterkit_events_one_meeting_a_pair",
            ),
            models.CheckConstraint(condition=~Q(proposer=F("invitee")), name="clusterkit_events_meeting_of_two"),
        ]
        indexes = [models.Index(fields=["event", "starts_at"], name="clusterkit_events_meetings")]

    def __str__(self) -> str:
        return f"{self.proposer_id} – {self.invitee_id}"


class Feedback(ClusterModel):
    """What a participant said after an event. Organisers read it without a name; the registration says only that he answered."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="feedback")
    rating = models.PositiveSmallIntegerField(
        _("how it was"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(_("what you would tell the organisers"), max_length=4000, blank=True)
    form_version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.rating or "–")
