"""The figures of the office's board. Each is counted by one question, over what the viewer may see.

A condition stands here once and serves the figure and the list that the figure leads to, so that both agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Actor, visible_to
from clusterkit.membership.enums import (
    ASSIGNABLE_STATES,
    IN_FORCE,
    OPEN_STATES,
    AgeBand,
    ApplicationState,
    BallotState,
    EndBand,
    FunnelStage,
    MessageKind,
)
from clusterkit.membership.models import Application, Ballot, Membership, Message, Opinion
from clusterkit.membership.models.memberships import in_force
from clusterkit.membership.selectors.assignment import office_people
from clusterkit.membership.selectors.board import counts_by_state
from clusterkit.membership.selectors.terms import visible_memberships

S = ApplicationState
MONTHS: Final = 12
PERIOD_DAYS: Final = 365
_REVIEWED: Final = (S.UNDER_REVIEW, S.NEEDS_INFO, S.IN_VOTE, S.APPROVED, S.REJECTED)
_AGES: Final[Mapping[AgeBand, tuple[int, int | None]]] = {
    AgeBand.WEEK: (0, 7),
    AgeBand.FORTNIGHT: (8, 14),
    AgeBand.MONTH: (15, 30),
    AgeBand.MORE: (31, None),
}


@dataclass(frozen=True)
class Period:
    """The days from ``since`` to ``until``, both included."""

    since: date
    until: date


def last_year(today: date | None = None) -> Period:
    """The period that is shown where nobody chose one: a year up to today."""
    day = today or timezone.localdate()
    return Period(day - timedelta(days=PERIOD_DAYS - 1), day)


def sent_applications(viewer: Actor) -> QuerySet[Application]:
    """Those that *viewer* may see and that were sent once."""
    return visible_to(viewer, Application.objects.filter(submitted_at__isnull=False))


def age_condition(band: AgeBand, now: datetime) -> Q:
    """Not decided yet, and in the present state for so many whole days."""
    least, most = _AGES[band]
    condition = Q(state__in=sorted(OPEN_STATES), state_changed_at__lte=now - timedelta(days=least))
    if most is not None:
        condition &= Q(state_changed_at__gt=now - timedelta(days=most + 1))
    return condition


def counts_by_age(viewer: Actor, *, now: datetime | None = None) -> dict[AgeBand, int]:
    """How long the applications that are not decided stand where they stand."""
    moment = now or timezone.now()
    counts = {band.name: Count("pk", filter=age_condition(band, moment)) for band in AgeBand}
    found = sent_applications(viewer).order_by().aggregate(**counts)
    return {band: found[band.name] for band in AgeBand}


def end_condition(band: EndBand, today: date) -> Q:
    """In force without a next term, and its last day lies so far ahead. For rows with ``status_on_day`` of *today*."""
    bounds = {EndBand.GRACE: (None, -1), EndBand.WEEK: (0, 7), EndBand.MONTH: (8, 30), EndBand.TWO_MONTHS: (31, 60)}
    least, most = bounds[band]
    condition = Q(status_on_day__in=sorted(IN_FORCE), next__isnull=True, ends_on__lte=today + timedelta(days=most))
    return condition if least is None else condition & Q(ends_on__gte=today + timedelta(days=least))


def counts_by_end(viewer: Actor, *, today: date | None = None) -> dict[EndBand, int]:
    """How many terms end when, and how many have ended and wait to be renewed."""
    day = today or timezone.localdate()
    counts = {band.name: Count("pk", filter=end_condition(band, day)) for band in EndBand}
    rows = visible_to(viewer, Membership.objects.with_status(day))
    found = rows.order_by().aggregate(**counts)
    return {band: found[band.name] for band in EndBand}


def ending_terms(viewer: Actor, *, today: date | None = None) -> QuerySet[Membership]:
    """The terms that end within 60 days or have ended and are in force still, without a next one; the nearest first."""
    day = today or timezone.localdate()
    near = Q()
    for band in EndBand:
        near |= end_condition(band, day)
    return visible_memberships(viewer).filter(near).order_by("ends_on", "pk")


def started_condition(since: date | None, until: date | None) -> Q:
    """Begun in these days of the cluster's time zone; either end may be open."""
    condition = Q()
    if since is not None:
        condition &= Q(created_at__gte=_midnight(since))
    if until is not None and until < date.max:
        condition &= Q(created_at__lt=_midnight(until + timedelta(days=1)))
    return condition


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def stage_condition(stage: FunnelStage) -> Q:
    """Came at least so far. Who is decided on was reviewed, even where its file was entered in one go."""
    decided = Q(state__in=(S.APPROVED, S.REJECTED))
    if stage == FunnelStage.STARTED:
        return Q()
    if stage == FunnelStage.SENT:
        return Q(submitted_at__isnull=False)
    if stage == FunnelStage.REVIEWED:
        taken_up = Message.objects.filter(application_id=OuterRef("pk"), kind=MessageKind.STEP, code="take_up")
        return Q(state__in=_REVIEWED) | Q(Exists(taken_up))
    if stage == FunnelStage.VOTED:
        ballots = Ballot.objects.filter(application_id=OuterRef("pk")).exclude(state=BallotState.VOID)
        opinions = Opinion.objects.filter(application_id=OuterRef("pk"), withdrawn_at__isnull=True)
        return decided | Q(Exists(ballots)) | Q(Exists(opinions))
    return Q(state=S.APPROVED)


def funnel(viewer: Actor, period: Period) -> dict[FunnelStage, int]:
    """How far the applications came that were begun in the *period*.

    Those that were begun are counted with the drafts, which are their applicants' alone: their number is told, and no
    name. Everything after it is counted over what *viewer* may see.
    """
    begun = started_condition(period.since, period.until)
    later = [stage for stage in FunnelStage if stage != FunnelStage.STARTED]
    counts = {stage.name: Count("pk", filter=stage_condition(stage)) for stage in later}
    found = sent_applications(viewer).filter(begun).order_by().aggregate(**counts)
    started = Application.objects.filter(begun).count()
    return {FunnelStage.STARTED: started, **{stage: found[stage.name] for stage in later}}


def month_ends(today: date, months: int = MONTHS) -> list[date]:
    """The last days of the months before, and *today* for the present one; the oldest first."""
    days = [today]
    for _number in range(months - 1):
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days[::-1]


def members_on(day: date) -> QuerySet[Membership]:
    """The terms in force on *day*, one for an organisation: the later one where the next has begun in days of grace."""
    later = Membership.objects.in_force_on(day).filter(
        organisation_id=OuterRef("organisation_id"), starts_on__gt=OuterRef("starts_on")
    )
    return Membership.objects.in_force_on(day).exclude(Exists(later))


def growth(viewer: Actor, *, today: date | None = None, months: int = MONTHS) -> dict[date, int]:
    """How many organisations were members at the end of each month, and are today."""
    days = month_ends(today or timezone.localdate(), months)
    counts = {
        f"day_{index}": Count("organisation_id", distinct=True, filter=in_force(day)) for index, day in enumerate(days)
    }
    found = visible_to(viewer, Membership.objects.all()).order_by().aggregate(**counts)
    return {day: found[f"day_{index}"] for index, day in enumerate(days)}


def counts_by_assignee(viewer: Actor) -> list[tuple[str, str | Promise, int]]:
    """Who looks after how many applications: the value of the filter, the name, the number. Nobody's stand first.

    Those for which nobody can look at the moment, as they wait for the council or the applicant, are counted by the same
    rule as the list is filtered.
    """
    people = dict(office_people(viewer))
    if not people:
        return []
    rows = sent_applications(viewer).filter(state__in=sorted(ASSIGNABLE_STATES))
    rows = rows.exclude(organisation_id__in=viewer.organisation_ids)
    found = rows.order_by().values_list("assignee_id").annotate(number=Count("pk"))
    numbers: dict[int | None, int] = {}
    for user_id, number in found:
        known = user_id if user_id in people else None
        numbers[known] = numbers.get(known, 0) + number
    own = viewer.user_id
    named = [("me" if pk == own else str(pk), name, numbers[pk]) for pk, name in people.items() if pk in numbers]
    return [("nobody", _("nobody"), numbers.get(None, 0)), *named]


def board_figures(viewer: Actor, period: Period) -> dict[str, Any]:
    """All figures of the board as plain values, for programs."""

    def listed(counts: Mapping[Any, int]) -> list[dict[str, Any]]:
        return [{"code": key.value, "label": key.label, "number": number} for key, number in counts.items()]

    states = {ApplicationState(state): number for state, number in counts_by_state(viewer).items()}
    return {
        "since": period.since,
        "until": period.until,
        "states": listed(states),
        "ages": listed(counts_by_age(viewer)),
        "assigned": [{"code": c, "label": name, "number": n} for c, name, n in counts_by_assignee(viewer)],
        "ends": listed(counts_by_end(viewer)),
        "stages": listed(funnel(viewer, period)),
        "growth": [{"day": day, "number": number} for day, number in growth(viewer).items()],
    }
