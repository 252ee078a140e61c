"""Who hears of what: the people of the sides."""

from __future__ import annotations

from clusterkit.directory.enums import AffiliationRole, AffiliationState
from clusterkit.directory.models import Affiliation
from clusterkit.ideas.models import Follow, Interest, Item


def owners(item: Item) -> list[int]:
    """User ids of those who answer for *item*: its author while he acts for the organisation, else its admins."""
    return side_people(item.organisation_id, item.author_id)


def senders(interest: Interest) -> list[int]:
    """User ids of those who answer for *interest*, likewise."""
    return side_people(interest.organisation_id, interest.author_id)


def side_people(organisation_id: int, author_id: int | None) -> list[int]:
    """User ids of those who answer for an organisation's thing: who wrote it while he acts for it, else its admins."""
    rows = Affiliation.objects.filter(
        organisation_id=organisation_id, state=AffiliationState.CONFIRMED, user__is_active=True
    ).values_list("user_id", "role")
    people = dict(rows)
    if author_id is not None and author_id in people:
        return [author_id]
    return sorted(user_id for user_id, role in people.items() if role == AffiliationRole.ADMIN)


def followers(item: Item) -> list[int]:
    """User ids of those who follow *item*; who wants to hear nothing of it does not."""
    return list(
        Follow.objects.filter(item=item, is_muted=False, user__is_active=True).values_list("user_id", flat=True)
    )
