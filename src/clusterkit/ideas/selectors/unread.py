"""Numbers of comments in lists: those that readers can read, and those that are new to the viewer."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from clusterkit.core.policies import Actor
from clusterkit.ideas import actions
from clusterkit.ideas.models import Comment, Follow


def shown_comments() -> QuerySet[Comment]:
    """The comments of the row of the outer query that numbers count: neither removed nor hidden."""
    rows: QuerySet[Comment] = Comment.objects.filter(item=OuterRef("pk"), deleted_at=None, hidden_at=None)
    return rows


def new_comments(viewer: Actor) -> Any:
    """The column ``new_count`` of lists: comments of others since the viewer read the discussion last.

    Of items that he follows, and of those of his organisations unless he wants to hear nothing; of others it is nothing, and
    so it is of what he never began to read and for who may not read.
    """
    if viewer.user_id is None or not viewer.allows(actions.READ):
        return Value(0)
    own = Follow.objects.filter(item=OuterRef("item"), user_id=viewer.user_id)
    heard = Q(Exists(own.filter(is_muted=False)))
    if viewer.organisation_ids:
        heard |= Q(~Exists(own.filter(is_muted=True)), item__organisation_id__in=viewer.organisation_ids)
    rows = shown_comments().filter(
        heard, item__read_marks__user_id=viewer.user_id, created_at__gt=F("item__read_marks__seen_at")
    )
    # Comments without an author are of people who are not there any more: they count, too.
    rows = rows.filter(~Q(author_id=viewer.user_id) | Q(author_id=None))
    return per_item(rows)


def per_item(rows: QuerySet[Any]) -> Coalesce:
    """How many of *rows* (which name the outer row as their item) there are; 0 where there is none."""
    counted = rows.order_by().values("item").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
