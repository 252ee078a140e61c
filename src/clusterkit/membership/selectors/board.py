"""The office's reads: what waits, for how long, and for whom."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

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
