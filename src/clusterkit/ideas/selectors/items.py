"""Lists of items, as deep as the viewer sees. Pages, feed, search and API read here."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from clusterkit.core.policies import Actor, visible_to
from clusterkit.ideas.enums import PUBLIC_STATES, InterestState, ItemState
from clusterkit.ideas.models import Interest, Item, current_items
from clusterkit.ideas.selectors.owners import known_owner
from clusterkit.ideas.selectors.unread import new_comments, per_item, shown_comments


def items(viewer: Actor) -> QuerySet[Item]:
    """What *viewer* may see, newest first, with organisation, sectors and the numbers of comments, new comments and interests."""
    interests = Interest.objects.filter(item=OuterRef("pk")).exclude(state=InterestState.WITHDRAWN)
    return (
        visible_to(viewer, Item.objects.select_related("organisation", "author").prefetch_related("sectors"))
        .annotate(
            is_identified=known_owner(viewer),
            listed_at=Coalesce("published_at", "created_at"),
            comment_count=per_item(shown_comments()),
            new_count=new_comments(viewer),
            interest_count=per_item(interests),
        )
        .order_by("-listed_at", "-pk")
    )


def listed(viewer: Actor) -> QuerySet[Item]:
    """The exchange's list: what is current today, whoever looks. One's own drafts stand on one's own page."""
    rows = items(viewer).filter(current_items(), state__in=sorted(PUBLIC_STATES))
    # What the world may know of was published: its day alone orders it, as the index does.
    return rows.annotate(listed_at=F("published_at")).order_by("-listed_at", "-pk")


def own_items(viewer: Actor) -> QuerySet[Item]:
    """The items of the viewer's organisations, in every state, what was changed last first."""
    return items(viewer).filter(organisation_id__in=viewer.organisation_ids).order_by("-updated_at", "-pk")


def needing_owner(viewer: Actor, *, days: int, talk_days: int = 30) -> QuerySet[Item]:
    """Items of the viewer's organisations that need their owner: sent back, ending within *days* (or over), or in talks
    for *talk_days* without an outcome. The soonest end first."""
    last = timezone.localdate() + timedelta(days=days)
    since = timezone.now() - timedelta(days=talk_days)
    rows = visible_to(viewer, Item.objects.filter(organisation_id__in=viewer.organisation_ids))
    return rows.filter(
        Q(state=ItemState.CHANGES_REQUESTED)
        | Q(state=ItemState.PUBLISHED, valid_until__lte=last)
        | Q(state=ItemState.IN_TALKS, state_changed_at__lte=since)
    ).order_by("valid_until", "pk")


def counts_by_kind_and_state(viewer: Actor) -> dict[tuple[str, str], int]:
    """How many items of each kind stand in each state, over all that *viewer* sees."""
    rows = visible_to(viewer, Item.objects.all()).order_by()
    return {(kind, state): number for kind, state, number in rows.values_list("kind", "state").annotate(n=Count("pk"))}
