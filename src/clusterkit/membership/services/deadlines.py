"""Deadlines of the office and of the applicant: set when the ball passes, reminded of once before and once after."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from clusterkit.core import ports
from clusterkit.core.ports import Notice
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import REVIEW_STATES, ApplicationState, ReviewReminder
from clusterkit.membership.models import Application, Revision
from clusterkit.membership.selectors.assignment import assignee_of
from clusterkit.membership.selectors.office import office_settings
from clusterkit.membership.selectors.people import applicant_side_ids, reviewer_ids
from clusterkit.membership.services.file import notice

REVIEW_AHEAD: Final = timedelta(days=2)
"""So long before the end of a review the office is reminded; of a short one at half of it."""

CORRECTION_AHEAD: Final = 3
"""So many days before the applicant's answer is due he is reminded."""


def start_review_clock(locked: Application) -> None:
    """Set until when the office wants to have reviewed what is sent now. Called inside the transition that sends."""
    days = office_settings().review_days
    locked.review_due_at = timezone.now() + timedelta(days=days) if days else None
    locked.review_reminded = ReviewReminder.NONE


def is_near(day: date) -> bool:
    """Whether *day* is so near that asking for more is reminder enough."""
    return day <= timezone.localdate() + timedelta(days=CORRECTION_AHEAD)


def remind_of_reviews(*, now: datetime | None = None) -> int:
    """Remind the assignee, or the office where nobody looks after it, of reviews that are nearly due and that are late.

    Each is told once before and once after, whoever calls this how often. Returns how many applications were told of.
    """
    moment = now or timezone.now()
    rows = Application.objects.filter(state__in=sorted(REVIEW_STATES)).filter(
        Q(review_due_at__lte=moment, review_reminded__lt=ReviewReminder.AFTER)
        | Q(
            review_due_at__gt=moment,
            review_due_at__lte=moment + REVIEW_AHEAD,
            review_reminded__lt=ReviewReminder.BEFORE,
        )
    )
    return sum(_remind_review(pk, moment) for pk in list(rows.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _remind_review(pk: int, moment: datetime) -> bool:
    # Another worker may have told, and the ball may have passed, since the list was read.
    row = Application.objects.select_for_update(of=("self",)).get(pk=pk)
    due = row.review_due_at
    if due is None or row.state not in REVIEW_STATES:
        return False
    stage = ReviewReminder.AFTER if due <= moment else ReviewReminder.BEFORE
    if row.review_reminded >= stage or (stage == ReviewReminder.BEFORE and not _is_half_over(row, due, moment)):
        return False
    row.review_reminded = stage
    row.save(update_fields=["review_reminded"])
    assignee = assignee_of(row)
    ports.notify(
        notice(
            row,
            kinds.REVIEW_LATE if stage == ReviewReminder.AFTER else kinds.REVIEW_DUE,
            reviewer_ids(row.organisation_id) if assignee is None else [assignee],
            event=f"review:{row.revision}:{stage.value}",
            due_on=date_format(timezone.localdate(due)),
            has_assignee="yes" if assignee is not None else "",
        )
    )
    return True


def _is_half_over(row: Application, due: datetime, moment: datetime) -> bool:
    sent = Revision.objects.get(application=row, number=row.revision).created_at
    return due - moment <= min(REVIEW_AHEAD, (due - sent) / 2)


def remind_of_corrections(*, day: date | None = None) -> int:
    """Remind the applicant side three days before its answer is due, once. Returns how many applications were told of.

    Who was asked with three days or less is not reminded: the question told it.
    """
    today = day or timezone.localdate()
    rows = Application.objects.filter(
        state=ApplicationState.NEEDS_INFO,
        correction_reminded=False,
        due_on__gte=today,
        due_on__lte=today + timedelta(days=CORRECTION_AHEAD),
    )
    return sum(_remind_correction(pk) for pk in list(rows.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _remind_correction(pk: int) -> bool:
    row = Application.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.state != ApplicationState.NEEDS_INFO or row.correction_reminded or row.due_on is None:
        return False
    row.correction_reminded = True
    row.save(update_fields=["correction_reminded"])
    ports.notify(_correction_notice(row, row.due_on))
    return True


def _correction_notice(row: Application, due: date) -> Notice:
    return notice(
        row,
        kinds.CORRECTION_DUE,
        applicant_side_ids(row.organisation_id),
        event=f"correction:{row.revision}",
        text=row.info_text,
        due_on=date_format(due),
    )
