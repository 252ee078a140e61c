"""The office's reads: what waits, for how long, and for whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Actor, visible_to
from clusterkit.membership.enums import WAITING_STATES, ApplicationState
from clusterkit.membership.models import Application, Opinion
from clusterkit.membership.policies import OpinionPolicy


def waiting_list(viewer: Actor) -> QuerySet[Application]:
    """Applications that wait for the office, the longest waiting first."""
    rows = Application.objects.filter(state__in=sorted(WAITING_STATES)).select_related("organisation")
    return visible_to(viewer, rows).exclude(organisation_id__in=viewer.administered_ids).order_by("state_changed_at")


def _opinions(viewer: Actor) -> QuerySet[Opinion]:
    here = Opinion.objects.filter(
        application_id=OuterRef("pk"), revision__number=OuterRef("revision"), withdrawn_at__isnull=True
    )
    return OpinionPolicy().visible_to(viewer, here)


def waiting_for(viewer: Actor, queryset: QuerySet[Application] | None = None) -> QuerySet[Application]:
    """What *viewer* himself can move on: new ones, and those on whose present revision he said nothing yet.

    Adds ``has_proposal``: another reviewer proposed a decision, a second person is needed.
    """
    rows = queryset if queryset is not None else waiting_list(viewer)
    return rows.annotate(
        has_proposal=Exists(_opinions(viewer).exclude(reviewer_id=viewer.user_id)),
        said=Exists(_opinions(viewer).filter(reviewer_id=viewer.user_id)),
    ).filter(Q(state=ApplicationState.SUBMITTED) | Q(state=ApplicationState.UNDER_REVIEW, said=False))


def counts_by_state(viewer: Actor) -> dict[str, int]:
    """How many applications that *viewer* may see stand in each state, drafts left out; all states in order."""
    rows = visible_to(viewer, Application.objects.filter(submitted_at__isnull=False))
    found = dict(rows.order_by().values("state").annotate(number=Count("pk")).values_list("state", "number"))
    return {state.value: found.get(state.value, 0) for state in ApplicationState if state != "draft"}


def age_choices() -> list[tuple[str, str | Promise]]:
    """The ages by which the office filters: days since the last step."""
    return [("7", _("a week and more")), ("14", _("two weeks and more")), ("30", _("a month and more"))]


def older_than(queryset: QuerySet[Application], days: int, *, now: datetime | None = None) -> QuerySet[Application]:
    """Those that stand in their present state for at least so many days."""
    limit = (now or timezone.now()) - timedelta(days=days)
    return queryset.filter(state_changed_at__lte=limit).order_by(F("state_changed_at").asc())
