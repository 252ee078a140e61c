"""The terms of membership. What a membership is today is computed from its dates."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName, choice_words
from clusterkit.directory.models import Organisation
from clusterkit.membership.enums import IN_FORCE, STATUS_TONES, MembershipStatus
from clusterkit.membership.models.applications import Application
from clusterkit.membership.models.levels import Level
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet


class MembershipQuerySet(ClusterQuerySet["Membership"]):
    """Reads of memberships by what their dates say."""

    def in_force_on(self, day: date) -> MembershipQuerySet:
        """Those that give their tier on *day*, the days of grace included."""
        return self.filter(in_force(day))

    def seating_on(self, day: date) -> MembershipQuerySet:
        """Those in force on *day* whose level may hold a seat in the council."""
        return self.in_force_on(day).filter(level__may_hold_seat=True)

    def with_status(self, day: date) -> MembershipQuerySet:
        """Adds ``status_on_day``, which agrees with :meth:`Membership.status_on`."""
        s = MembershipStatus
        return self.annotate(
            status_on_day=Case(
                When(revoked_on__lte=day, then=Value(s.REVOKED.value)),
                When(resigned_on__lte=day, then=Value(s.RESIGNED.value)),
                When(starts_on__gt=day, then=Value(s.SCHEDULED.value)),
                When(grace_until__lt=day, then=Value(s.LAPSED.value)),
                When(_suspended(day), then=Value(s.SUSPENDED.value)),
                When(ends_on__lt=day, then=Value(s.GRACE.value)),
                default=Value(s.ACTIVE.value),
                output_field=models.CharField(),
            )
        )


def in_force(day: date) -> Q:
    """The condition of :meth:`MembershipQuerySet.in_force_on`, for counts that ask for several days at once."""
    return (
        (Q(revoked_on__isnull=True) | Q(revoked_on__gt=day))
        & (Q(resigned_on__isnull=True) | Q(resigned_on__gt=day))
        & ~_suspended(day)
        & Q(starts_on__lte=day, grace_until__gte=day)
    )


def _suspended(day: date) -> Q:
    return Q(suspended_on__isnull=False, suspended_on__lte=day) & (Q(resumed_on__isnull=True) | Q(resumed_on__gt=day))


class Membership(ClusterModel):
    """An organisation takes part in the cluster from ``starts_on`` to ``ends_on``, both included.

    After the end it stays in force until ``grace_until``, so that a late renewal shuts nobody out. ``resigned_on``
    and ``revoked_on`` are the first days without it. A renewal is a new term that names its ``previous`` one
    and keeps its number.
    """

    audit_names: ClassVar = {
        "level": AuditName(_("level of participation")),
        "certificate": AuditName(""),
        "status": AuditName(_("state"), choice_words(MembershipStatus)),
    }

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    application = models.OneToOneField(
        Application, models.SET_NULL, null=True, blank=True, related_name="membership", verbose_name=_("application")
    )
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("previous term")
    )
    number = models.PositiveIntegerField(_("number"), default=0, editable=False)
    level = models.ForeignKey(
        Level, models.PROTECT, related_name="memberships", verbose_name=_("level of participation")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    grace_until = models.DateField(_("in force until"))
    suspended_on = models.DateField(_("suspended on"), null=True, blank=True)
    resumed_on = models.DateField(_("resumed on"), null=True, blank=True)
    resigned_on = models.DateField(_("left on"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    reason = models.TextField(_("reason of the last change"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    reminded_days = models.PositiveSmallIntegerField(null=True, editable=False)
    renewal_asked_at = models.DateTimeField(_("renewal asked for"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClusterManager.from_queryset(MembershipQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), grace_until__gte=F("ends_on")),
                name="clusterkit_membership_dates",
            )
        ]
        indexes = [models.Index(fields=["organisation", "starts_on"], name="clusterkit_membership_term")]

    def __str__(self) -> str:
        return str(_("Membership of %(organisation)s") % {"organisation": self.organisation})

    def get_absolute_url(self) -> str:
        """The page of this term."""
        return reverse("clusterkit_membership:membership", kwargs={"pk": self.pk})

    def status_on(self, day: date) -> MembershipStatus:
        """What the membership is on *day*."""
        if self.revoked_on is not None and self.revoked_on <= day:
            return MembershipStatus.REVOKED
        if self.resigned_on is not None and self.resigned_on <= day:
            return MembershipStatus.RESIGNED
        if day < self.starts_on:
            return MembershipStatus.SCHEDULED
        if day > self.grace_until:
            return MembershipStatus.LAPSED
        if (
            self.suspended_on is not None
            and self.suspended_on <= day
            and (self.resumed_on is None or day < self.resumed_on)
        ):
            return MembershipStatus.SUSPENDED
        return MembershipStatus.ACTIVE if day <= self.ends_on else MembershipStatus.GRACE

    @property
    def effective_status(self) -> MembershipStatus:
        """What the membership is today."""
        return self.status_on(timezone.localdate())

    @property
    def is_in_force(self) -> bool:
        """Whether its people have its tier today."""
        return self.effective_status in IN_FORCE

    @property
    def tone(self) -> str:
        """The tone of today's status, for chips."""
        return STATUS_TONES[self.effective_status]

    @property
    def display_number(self) -> str:
        """The number as it is written: four figures at least."""
        return f"{self.number:04d}"
