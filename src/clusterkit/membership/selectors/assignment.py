"""Who of the office looks after which application, and who may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet

from clusterkit.access.selectors import coordinator_ids
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation
from clusterkit.membership import actions
from clusterkit.membership.enums import ASSIGNABLE_STATES
from clusterkit.membership.models import Application
from clusterkit.membership.selectors.people import reviewer_ids


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """How these people are called, by user id. One query."""
    wanted = list(user_ids)
    rows = get_user_model()._default_manager.filter(pk__in=wanted) if wanted else []
    return {row.pk: _name(row) for row in rows}


def _name(user: Any) -> str:
    return str(getattr(user, "get_full_name", lambda: "")() or user.get_username())


def assignee_of(application: Application) -> int | None:
    """Who looks after it: only somebody who may review it today counts."""
    found: int | None = application.assignee_id
    return found if found is not None and found in reviewer_ids(application.organisation_id) else None


def wrongly_assigned() -> list[Application]:
    """Those that somebody looks after who is in the office no more or acts for the applicant. Two queries."""
    side = Affiliation.objects.filter(
        organisation_id=OuterRef("organisation_id"), user_id=OuterRef("assignee_id"), state=AffiliationState.CONFIRMED
    )
    rows = Application.objects.filter(state__in=sorted(ASSIGNABLE_STATES), assignee_id__isnull=False)
    return list(rows.filter(Exists(side) | ~Q(assignee_id__in=coordinator_ids())).order_by("pk"))


def office_people(viewer: Actor) -> list[tuple[int, str]]:
    """Everybody who reviews applications in this cluster, by name; nobody for who does not. Two queries."""
    if not viewer.allows(actions.REVIEW):
        return []
    return _by_name(coordinator_ids())


def possible_assignees(viewer: Actor, application: Application) -> list[tuple[int, str]]:
    """Who may look after *application*, by name; nobody for who may not ask."""
    if not policy_of(Application).can(viewer, actions.ASSIGN, application):
        return []
    return _by_name(reviewer_ids(application.organisation_id))


def _by_name(user_ids: list[int]) -> list[tuple[int, str]]:
    return sorted(names_of(user_ids).items(), key=lambda item: (item[1].casefold(), item[0]))


def assigned_to(queryset: QuerySet[Application], user_id: int) -> QuerySet[Application]:
    """Those that this person looks after."""
    return queryset.filter(assignee_id=user_id)


def assigned_to_nobody(queryset: QuerySet[Application]) -> QuerySet[Application]:
    """Those that nobody looks after, or somebody who is in the office no more."""
    return queryset.filter(Q(assignee_id__isnull=True) | ~Q(assignee_id__in=coordinator_ids()))
