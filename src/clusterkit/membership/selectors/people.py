"""Who stands on which side of an application: user ids, for notices."""

from __future__ import annotations

from clusterkit.access.selectors import coordinator_ids
from clusterkit.directory.enums import AffiliationRole, AffiliationState
from clusterkit.directory.models import Affiliation


def applicant_side_ids(organisation_id: int) -> list[int]:
    """The administrators of the organisation."""
    return list(
        Affiliation.objects.filter(
            organisation_id=organisation_id,
            role=AffiliationRole.ADMIN,
            state=AffiliationState.CONFIRMED,
            user__is_active=True,
        ).values_list("user_id", flat=True)
    )


def reviewer_ids(organisation_id: int, *, without: int | None = None) -> list[int]:
    """The coordinators who are not affiliated with the organisation, *without* one of them."""
    partial = set(
        Affiliation.objects.filter(organisation_id=organisation_id, state=AffiliationState.CONFIRMED).values_list(
            "user_id", flat=True
        )
    )
    return [user_id for user_id in coordinator_ids() if user_id not in partial and user_id != without]
