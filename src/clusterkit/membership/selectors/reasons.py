"""Reads of the predefined reasons, and how often each was given."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from clusterkit.core.policies import Actor, visible_to
from clusterkit.membership.enums import MessageKind, ReasonPurpose
from clusterkit.membership.first_reasons import FIRST_REASONS
from clusterkit.membership.models import Application, Message, Reason

STEPS = {ReasonPurpose.RETURN: "request_info", ReasonPurpose.REJECT: "reject"}
"""The step of the file that carries a reason of each purpose."""


def first_reasons(purpose: str) -> list[Reason]:
    """What a cluster without any reason offers, not saved yet."""
    return [
        Reason(**{**row, "order": place * 10})
        for place, row in enumerate(FIRST_REASONS, 1)
        if row["purpose"] == purpose
    ]


def visible_reasons(viewer: Actor) -> list[Reason]:
    """All reasons in the office's order, those of returns first."""
    return list(visible_to(viewer, Reason.objects.all()))


def offered_reasons(viewer: Actor, purpose: str) -> list[Reason]:
    """The reasons that are chosen from on the form of *purpose*. A cluster that has none yet offers the first ones."""
    rows = list(visible_to(viewer, Reason.objects.offered_for(purpose)))
    return rows if rows or Reason.objects.exists() else first_reasons(purpose)


def reason_title(purpose: str, code: str) -> str:
    """What the reason is called; empty where nothing was chosen, or where its text alone says it."""
    if not code:
        return ""
    reason = Reason.objects.filter(purpose=purpose, code=code).first()
    if reason is None:
        reason = next((row for row in first_reasons(purpose) if row.code == code), None)
    return str(reason.title) if reason is not None and reason.text else ""


def counted_reasons(viewer: Actor, purpose: str, *, since: datetime | None = None) -> dict[str, int]:
    """How often each code was given, among the applications that *viewer* may see; "" is where none was chosen."""
    applications = visible_to(viewer, Application.objects.filter(submitted_at__isnull=False))
    steps = Message.objects.filter(
        application__in=applications.order_by().values("pk"), kind=MessageKind.STEP, code=STEPS[ReasonPurpose(purpose)]
    )
    if since is not None:
        steps = steps.filter(created_at__gte=since)
    return dict(
        steps.order_by().values("reason_code").annotate(number=Count("pk")).values_list("reason_code", "number")
    )
