"""The council: its seats, its meetings, the ballots on applications, and the protocols they leave."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName, choice_words
from clusterkit.directory.models import Organisation
from clusterkit.membership.enums import BALLOT_TONES, BallotResult, BallotState, Choice, MeetingState
from clusterkit.membership.models.applications import Application, Revision
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet, StatefulModel


class SeatQuerySet(ClusterQuerySet["Seat"]):
    """Reads of seats by their dates."""

    def filled_on(self, day: date) -> SeatQuerySet:
        """Those that belong to an organisation on *day*."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(vacated_on__isnull=True) | Q(vacated_on__gt=day),
            starts_on__lte=day,
        )


class Seat(ClusterModel):
    """A place in the council. It belongs to an organisation, for which one person speaks and another may stand in.

    ``ends_on`` is the last day of its term, ``vacated_on`` the first day without it: the organisation left, lost its
    membership or gave the seat up.
    """

    audit_names: ClassVar = {"representative": AuditName(_("representative")), "deputy": AuditName(_("deputy"))}

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="council_seats", verbose_name=_("organisation")
    )
    representative = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("representative")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("deputy")
    )
    is_chair = models.BooleanField(_("chairs the council"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    vacated_on = models.DateField(_("given up on"), null=True, blank=True)
    reason = models.CharField(_("reason of the last change"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClusterManager.from_queryset(SeatQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("seat in the council")
        verbose_name_plural = _("seats in the council")
        ordering = ("-is_chair", "starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="clusterkit_seat_dates"
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("representative")), name="clusterkit_seat_deputy"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(vacated_on__isnull=True), name="clusterkit_seat_one"
            ),
            models.UniqueConstraint(
                fields=["is_chair"],
                condition=Q(is_chair=True, vacated_on__isnull=True),
                name="clusterkit_seat_one_chair",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Seat of %(organisation)s") % {"organisation": self.organisation})

    def is_filled_on(self, day: date) -> bool:
        """Whether it belongs to its organisation on *day*; agrees with :meth:`SeatQuerySet.filled_on`."""
        begun = self.starts_on <= day
        over = self.ends_on is not None and self.ends_on < day
        left = self.vacated_on is not None and self.vacated_on <= day
        return begun and not over and not left


class Meeting(StatefulModel):
    """A meeting of the council: when, where, and an agenda of ballots that are taken one after another."""

    state = models.CharField(
        _("state"), max_length=12, choices=MeetingState, default=MeetingState.PLANNED, editable=False
    )
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place or link"), max_length=300, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("meeting of the council")
        verbose_name_plural = _("meetings of the council")
        ordering = ("-starts_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page with its agenda."""
        return reverse("clusterkit_membership:meeting", kwargs={"pk": self.pk})


class BallotQuerySet(ClusterQuerySet["Ballot"]):
    """Reads of ballots."""

    def due(self, moment: datetime) -> BallotQuerySet:
        """Open ones whose time has run out."""
        return self.filter(state=BallotState.OPEN, closes_at__lte=moment)


class Ballot(StatefulModel):
    """One vote of the council on one frozen revision of an application.

    ``rule``, ``quorum_percent`` and ``majority_percent`` are those in force when it was opened: changing the settings
    meanwhile changes no ballot under way. ``tally`` is what closing counted: seats entitled, recused and
    absent, votes for, against and abstained.
    """

    audit_names: ClassVar = {
        "choice": AuditName(_("vote"), choice_words(Choice)),
        "result": AuditName(_("result"), choice_words(BallotResult)),
    }

    application = models.ForeignKey(Application, models.PROTECT, related_name="ballots", verbose_name=_("application"))
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="ballots", verbose_name=_("revision"))
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="ballots", verbose_name=_("meeting")
    )
    place_on_agenda = models.PositiveSmallIntegerField(_("place on the agenda"), default=100)
    state = models.CharField(_("state"), max_length=8, choices=BallotState, default=BallotState.OPEN, editable=False)
    rule = models.CharField(_("rule"), max_length=40)
    quorum_percent = models.PositiveSmallIntegerField(_("quorum in per cent of the entitled seats"))
    majority_percent = models.PositiveSmallIntegerField(_("majority in per cent of the votes for and against"))
    opened_by_name = models.CharField(max_length=160)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    closes_at = models.DateTimeField(_("votes are taken until"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    result = models.CharField(_("result"), max_length=12, choices=BallotResult, blank=True, editable=False)
    tally = models.JSONField(_("count"), default=dict, blank=True, editable=False)
    reason = models.TextField(_("reason"), max_length=4000, blank=True, editable=False)

    objects = ClusterManager.from_queryset(BallotQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("vote of the council")
        verbose_name_plural = _("votes of the council")
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="open"), name="clusterkit_ballot_one_open"
            ),
            models.CheckConstraint(
                condition=Q(quorum_percent__lte=100, majority_percent__lte=100), name="clusterkit_ballot_percents"
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"], name="clusterkit_ballot_due")]

    def __str__(self) -> str:
        return str(_("Vote on %(application)s") % {"application": self.application})

    def get_absolute_url(self) -> str:
        """The page where the council votes and reads what came of it."""
        return reverse("clusterkit_membership:ballot", kwargs={"pk": self.pk})

    @property
    def tone(self) -> str:
        """The tone of its state or result, for chips."""
        return BALLOT_TONES[self.result or self.state]


class Vote(ClusterModel):
    """What one seat says in one ballot. A changed or void vote stays, with the moment and the reason why it counts no more."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes", verbose_name=_("vote of the council"))
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="votes", verbose_name=_("seat"))
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    voter_name = models.CharField(max_length=160)
    as_deputy = models.BooleanField(_("as deputy"), default=False)
    choice = models.CharField(_("vote"), max_length=8, choices=Choice)
    remark = models.TextField(_("remark"), max_length=2000, blank=True)
    cast_at = models.DateTimeField(_("cast"), auto_now_add=True)
    void_at = models.DateTimeField(_("void since"), null=True, blank=True)
    void_reason = models.CharField(_("why it does not count"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("vote of a seat")
        verbose_name_plural = _("votes of seats")
        ordering = ("cast_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "seat"], condition=Q(void_at__isnull=True), name="clusterkit_vote_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.voter_name}: {self.get_choice_display()}"


class ProtocolYear(ClusterModel):
    """The last number given in a year; its row is locked while a number is taken, so that none is lost or doubled."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("numbering of protocols")
        verbose_name_plural = _("numbering of protocols")

    def __str__(self) -> str:
        return str(self.year)


class ProtocolQuerySet(ClusterQuerySet["Protocol"]):
    """Reads only: a protocol is written once."""

    def update(self, **values: Any) -> NoReturn:
        """Raises ``TypeError``."""
        raise TypeError("A protocol is not changed")

    def delete(self) -> NoReturn:
        """Raises ``TypeError``."""
        raise TypeError("A protocol is not deleted")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises ``TypeError``."""
        raise TypeError("A protocol is not changed")


class Protocol(ClusterModel):
    """The record of a closed ballot: a number of the year, the count, and the text as it was on that day.

    ``content`` holds all that is printed, in the cluster's language, so that the page and the PDF are made from it alone and
    never change when names, settings or templates do. ``digest`` is the SHA-256 of its canonical JSON.
    """

    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="protocol", verbose_name=_("vote"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=10)
    content = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = ClusterManager.from_queryset(ProtocolQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("protocol of the council")
        verbose_name_plural = _("protocols of the council")
        ordering = ("-year", "-number")
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="clusterkit_protocol_number")]

    def __str__(self) -> str:
        return str(_("Protocol %(number)s") % {"number": self.display_number})

    @property
    def display_number(self) -> str:
        """The number as it is written: ``7/2026``."""
        return f"{self.number}/{self.year}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("clusterkit_membership:protocol", kwargs={"year": self.year, "number": self.number})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once. Raises ``TypeError`` for one that is written already."""
        if not self._state.adding:
            raise TypeError("A protocol is not changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises ``TypeError``."""
        raise TypeError("A protocol is not deleted")
